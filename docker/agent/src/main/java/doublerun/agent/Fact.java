package doublerun.agent;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A line on the server's console that the log's witness reads: {@code DOUBLERUN <µs since the epoch> <fact> <name>=<value> …}. */
final class Fact {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private Fact() {
    }

    /** @param values {@code name=value} pairs without blanks in them, one blank apart. */
    static void tell(String fact, String values) {
        Instant now = Instant.now();
        long micros = now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
        byte[] line = ("DOUBLERUN " + micros + " " + fact + " " + values + "\n").getBytes(StandardCharsets.UTF_8);
        PrintStream out = System.out;
        // In one piece: the server's own lines go the same way.
        synchronized (out) {
            out.write(line, 0, line.length);
            out.flush();
        }
    }
}
