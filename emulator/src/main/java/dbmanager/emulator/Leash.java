package dbmanager.emulator;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Ties a child process to the one that started it. Runs in the child, in front of its main class: the child's standard input is a pipe that
 * nobody writes to, and its end means that the other process is gone, also when it was killed. Needs no other class of ours.
 */
final class Leash {
    private Leash() {}

    /** @param arguments the main class, and what that gets */
    public static void main(String[] arguments) throws Throwable {
        Thread watch = new Thread(Leash::endWithParent, "leash");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @SuppressWarnings("EmptyBlock")
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            // a pipe that breaks is one that ends
        }
        Runtime.getRuntime().halt(0); // it holds nothing that could be saved
    }
}
