package doublerun.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Properties;

/**
 * Places in the program at which a thread is held, delayed or failed while a file asks for it: {@code /tmp/doublerun/failpoints/<fault>}, with {@code point},
 * {@code action} (hold, delay, fail), {@code until} (ms since the epoch) and, where wanted, {@code task} (its name) and {@code millis}. Where nothing is asked
 * for, a place costs one look at a folder that is not there.
 */
public class Failpoints {
    private static final File FOLDER = new File("/tmp/doublerun/failpoints");
    /** How often a thread that is held looks whether it still is, ms. */
    private static final long POLL_MILLIS = 10;
    /** A file that is older was meant for the process before this one. */
    private static final long STARTED = ManagementFactory.getRuntimeMXBean().getStartTime();

    /**
     * A thread has come to a point.
     *
     * @param task the task's name; null where nobody knows it, and then it is none that was asked for by name
     * @return whether the place is to fail; a hold or a delay is over by then
     */
    public boolean at(String point, String task, String ids) {
        File[] files = FOLDER.listFiles();
        if (files == null) {
            return false;
        }
        boolean fails = false;
        for (File file : files) {
            Properties asked = read(file);
            if (!point.equals(asked.getProperty("point")) || !concerns(asked, task)) {
                continue;
            }
            String values = (ids.isEmpty() ? "" : ids + " ") + "point=" + point + " fault=" + file.getName();
            Fact.tell("failpoint-reached", values);
            if ("fail".equals(asked.getProperty("action"))) {
                fails = true;
                continue;
            }
            stay(file, asked);
            Fact.tell("failpoint-left", values);
        }
        return fails;
    }

    private static boolean concerns(Properties asked, String task) {
        String wanted = asked.getProperty("task");
        return wanted == null || wanted.equals(task);
    }

    private static void stay(File file, Properties asked) {
        boolean delay = "delay".equals(asked.getProperty("action"));
        long now = System.nanoTime();
        long end = now + Long.parseLong(asked.getProperty("millis", "0")) * 1_000_000;
        try {
            while (delay ? System.nanoTime() - end < 0 : !read(file).isEmpty()) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return nothing where the file is gone, its time is over, or it was written for an earlier process. */
    private static Properties read(File file) {
        Properties asked = new Properties();
        if (file.lastModified() < STARTED) {
            return asked;
        }
        try (InputStream in = new FileInputStream(file)) {
            asked.load(in);
        } catch (IOException gone) {
            return new Properties();
        }
        return Long.parseLong(asked.getProperty("until", "0")) > System.currentTimeMillis() ? asked : new Properties();
    }
}
