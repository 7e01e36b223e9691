#!/usr/bin/env bash
bash /usr/local/share/doublerun/watch-links.sh &
exec toxiproxy -host=0.0.0.0
