package doublerun.agent;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The fix {@code host-check}: before a master submits a task it reads the host of the workflow instance from the database, and drops the task when
 * that is not its own. It is check-then-act, with no lock on the row: between the answer and what is done on it the workflow may be taken over.
 */
public class HostCheck {
    /** Workflows in this master's memory that have lost a task to the check. */
    private static final Map<Object, Boolean> LACKING = Collections.synchronizedMap(new WeakHashMap<>());

    private static volatile Object processService;

    /** Keeps what reads the database, for classes that have nothing to do so with. */
    public void reader(Object service) {
        processService = service;
    }

    public Object reader() {
        return processService;
    }

    /**
     * @param stage what the master is about to do: `next` (go on after a finished task), `submit`, `dispatch`
     * @param own   the master's address
     * @param host  that in the workflow's row now; null or `NULL` between two owners
     * @return whether the task is to be dropped; then the line is written
     */
    public boolean foreign(String stage, String ids, String own, String host) {
        if (own.equals(host)) {
            return false;
        }
        Fact.tell("submission-dropped", ids + " about=" + host + " stage=" + stage);
        return true;
    }

    /** A dropped task counts as not done: without this the master would take the workflow for finished, and write so. */
    public void lacks(Object workflow) {
        LACKING.put(workflow, true);
    }

    public boolean isLacking(Object workflow) {
        return LACKING.containsKey(workflow);
    }
}
