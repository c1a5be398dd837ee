package dbmanager.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The person at the other end, if there is one. */
final class Terminal {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** Whether stdin, stdout and, as far as this system tells, stderr are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // it does on 17, and isTerminal asks what 22 and later know
    static boolean isThere() {
        return System.console() != null && isTerminal(System.console()) && !stderrIsElsewhere();
    }

    /** Since JDK 22 there is a console also where there is no terminal, and a method, unknown to 17, to tell. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true;
        }
    }

    private static boolean stderrIsElsewhere() {
        try {
            return Files.isSymbolicLink(STDERR)
                    && !Files.readSymbolicLink(STDERR).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException unknown) {
            return false;
        }
    }

    static Optional<String> ask(String question) {
        return Optional.ofNullable(System.console()).map(console -> console.readLine("%s", question));
    }
}
