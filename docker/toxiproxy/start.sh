#!/usr/bin/env bash
bash /usr/local/share/doublerun/watch-links.sh &
bash /usr/local/share/doublerun/heal-links.sh &
exec toxiproxy -host=0.0.0.0
