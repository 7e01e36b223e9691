package doublerun.agent;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * The fix {@code worker-guard}: a worker takes a task only if no worker has it. Who has it is an ephemeral node of ZooKeeper for each task key, made when a
 * dispatch is accepted and deleted when the task has ended and no process of it is left: a kill that the scheduler takes for done may have missed some. A worker
 * that cannot ask refuses.
 */
public class WorkerGuard {
    /** In the registry's own namespace, `/dolphinscheduler`; outside of what servers and locks use. */
    private static final String FOLDER = "/doublerun/executions/";
    /** A full worker of 3.1 waits as long before it refuses; without that the master would send the task again at once, and again. */
    private static final long REFUSAL_MILLIS = 1_000;
    /** How often processes that a task has left are looked for, ms. */
    private static final long LOOK_MILLIS = 200;

    private static final Map<String, Held> HELD = new ConcurrentHashMap<>();

    private static volatile CuratorFramework client;

    /** What this worker has accepted. */
    private static final class Held {
        final String node;
        final String content;
        final int taskInstance;
        volatile boolean begun;
        /** The worker takes it for ended, and a process of it still works. */
        volatile boolean leaving;

        Held(String node, String content, int taskInstance) {
            this.node = node;
            this.content = content;
            this.taskInstance = taskInstance;
        }
    }

    public void registry(CuratorFramework started) {
        client = started;
    }

    /**
     * @param task its name: it is unique within a workflow, and the code is in no dispatch
     * @param own  the worker's address
     * @return whether the worker is to refuse the dispatch; then the line is written
     */
    public boolean refuses(int workflow, String task, int taskInstance, String own) {
        String key = workflow + "-" + encoded(task);
        String content = own + " " + taskInstance + " " + UUID.randomUUID();
        Held held = new Held(FOLDER + key, content, taskInstance);
        String why = HELD.putIfAbsent(key, held) != null ? "about=" + own : null;
        if (why == null) {
            why = make(held);
            if (why == null) {
                return false;
            }
            HELD.remove(key, held);
        }
        sleep(REFUSAL_MILLIS);
        Fact.tell("execution-refused", "workflow=" + workflow + " taskInstance=" + taskInstance + " " + why);
        return true;
    }

    /** The task is run from here on: it will end by itself. */
    public void begins(int workflow, String task, int taskInstance) {
        Held held = HELD.get(workflow + "-" + encoded(task));
        if (held != null && held.taskInstance == taskInstance) {
            held.begun = true;
        }
    }

    /**
     * The task has ended for the worker, or was not taken after all.
     *
     * @param folder in which its processes work, and no others; null where it has none yet
     */
    public void ends(int workflow, String task, int taskInstance, String folder) {
        String key = workflow + "-" + encoded(task);
        Held held = HELD.get(key);
        if (held == null || held.taskInstance != taskInstance || held.leaving) {
            return;
        }
        if (folder == null || !isAtWork(folder)) {
            release(key, held);
            return;
        }
        held.leaving = true;
        Thread waiting = new Thread(() -> {
            while (isAtWork(folder)) {
                sleep(LOOK_MILLIS);
            }
            release(key, held);
        }, "doublerun-guard-" + key);
        waiting.setDaemon(true);
        waiting.start();
    }

    /** Whether a process has its working directory there; one that may not be asked counts for none. The directory itself may be gone. */
    private static boolean isAtWork(String folder) {
        File[] processes = new File("/proc").listFiles((proc, name) -> Character.isDigit(name.charAt(0)));
        for (File process : processes == null ? new File[0] : processes) {
            try {
                String at = Files.readSymbolicLink(process.toPath().resolve("cwd")).toString();
                if (at.equals(folder) || at.startsWith(folder + "/") || at.equals(folder + " (deleted)")) {
                    return true;
                }
            } catch (IOException | SecurityException gone) {
                // It has ended meanwhile, or is another user's.
            }
        }
        return false;
    }

    /** Those that wait were thrown away: one task instance, or all for a null. */
    public void forgets(Integer taskInstance) {
        HELD.forEach((key, held) -> {
            if (!held.begun && (taskInstance == null || held.taskInstance == taskInstance)) {
                release(key, held);
            }
        });
    }

    /** @return why it could not be made; nothing where it was. */
    private static String make(Held held) {
        try {
            if (!client.getZookeeperClient().isConnected()) {
                return "reason=no-registry";
            }
            for (;;) {
                try {
                    client.create().creatingParentsIfNeeded().withMode(CreateMode.EPHEMERAL)
                            .forPath(held.node, held.content.getBytes(StandardCharsets.UTF_8));
                    return null;
                } catch (KeeperException.NodeExistsException exists) {
                    String there = contentOf(held.node);
                    // Made by a try whose answer was lost.
                    if (held.content.equals(there)) {
                        return null;
                    }
                    if (there != null) {
                        return "about=" + there.substring(0, there.indexOf(' '));
                    }
                }
            }
        } catch (Exception unknown) {
            return "reason=" + unknown.getClass().getSimpleName();
        }
    }

    private static void release(String key, Held held) {
        HELD.remove(key, held);
        try {
            Stat stat = new Stat();
            byte[] there = client.getData().storingStatIn(stat).forPath(held.node);
            // After a lost session it may be another worker's.
            if (held.content.equals(new String(there, StandardCharsets.UTF_8))) {
                client.delete().guaranteed().withVersion(stat.getVersion()).forPath(held.node);
            }
        } catch (KeeperException.NoNodeException gone) {
            // With the session.
        } catch (Exception unknown) {
            Fact.tell("guard-not-released", "key=" + key + " reason=" + unknown.getClass().getSimpleName());
        }
    }

    private static String contentOf(String node) throws Exception {
        try {
            return new String(client.getData().forPath(node), StandardCharsets.UTF_8);
        } catch (KeeperException.NoNodeException gone) {
            return null;
        }
    }

    /** A name may hold what a path may not. */
    private static String encoded(String task) {
        StringBuilder name = new StringBuilder();
        task.chars().forEach(c -> name.append(Character.isLetterOrDigit(c) ? String.valueOf((char) c) : "_" + Integer.toHexString(c) + "_"));
        return name.toString();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
