package dbmanager.sql.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The end of what a program of PostgreSQL's client said on stderr. Its own lines begin with its name; between them is the rest of what the server said,
 * and statements, both with values of rows in them, from which nothing can be concluded.
 *
 * @param entry what pg_restore was at before the error, by the number that the archive gives it
 * @param isError whether it calls a line of its own an error; else it was ended, or lacked the means to say why it ends
 * @param own its own lines from the error on, without the name and how grave they are
 * @param text all lines from the error on, as one, for people
 */
record LastWords(Optional<Integer> entry, boolean isError, List<String> own, String text) {
    static final LastWords NONE = new LastWords(Optional.empty(), false, List.of(), "");

    /** As the versions since 10 begin a line (logging.c, and pg_backup_utils.c before 12). */
    private static final String GRAVITY = "^(\\[[^]]*] )?((error|fatal|warning|detail|hint): )?";

    private static final Pattern STATEMENT = Pattern.compile("(?i)^(the )?(command|query) was: .*");

    /** {@code could not execute query: ERROR:  …}: from here on it is the server's sentence (pqBuildErrorMessage3 of fe-protocol3.c). */
    private static final Pattern SERVER = Pattern.compile("(?:^|: )(?<gravity>[^\\s\":]+): {2}");

    /** How grave the server calls what ends a session, where it speaks English; in other languages libpq's own sentence follows. */
    private static final List<String> LAST = List.of("FATAL", "PANIC");

    /** Libpq's sentence, in the C locale as the program itself, where it has a line of its own below the server's (fe-misc.c). */
    private static final String CLOSED = "server closed the connection unexpectedly";

    /** Of what it says of an error after the error itself; up to version 13 pg_dump calls what the server said an error too. */
    private static final List<String> MORE = List.of("detail: ", "hint: ", "error: Error message from server: ");

    /** What libpq says in the C locale when a session ends that should not (fe-misc.c, fe-connect.c). */
    private static final Pattern LOST = Pattern.compile(
            "server closed the connection|connection to server|could not connect to server"
                    + "|could not (receive data from|send data to) server|no connection to the server|connection has been closed unexpectedly");

    /** What a signal makes pg_dump and pg_restore say (parallel.c). */
    private static final String ENDED = "terminated by user";

    private static final Pattern ENTRY = Pattern.compile("(?i)(?:error )?from TOC entry (?<number>\\d{1,9});.*");

    private static final String QUERY = "could not execute query";

    LastWords {
        own = List.copyOf(own);
    }

    /** @param lines as they came */
    static LastWords of(String program, List<String> lines) {
        String name = program + ": ";
        int error = firstError(lines, name + "error: ");
        boolean isError = error < lines.size();
        List<String> last = isError ? lines.subList(error, lines.size()) : lines;
        String text = last.stream()
                .filter(line -> !line.isEmpty())
                .map(line -> line.startsWith(name) ? line.substring(name.length()) : line)
                .map(line -> line.replaceFirst("^error: ", ""))
                .collect(Collectors.joining("; "));
        return new LastWords(
                entry(own(lines.subList(0, error), name)),
                isError,
                own(isError ? believed(last, name) : last, name),
                text);
    }

    /** The number of lines where none is called an error. */
    private static int firstError(List<String> lines, String error) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(error)) {
                return i;
            }
        }
        return lines.size();
    }

    /** A value with a line break in it, which the server quotes, can begin a line with the name of the program too. */
    private static List<String> believed(List<String> fromError, String name) {
        List<String> lines = new ArrayList<>(fromError.subList(0, 1));
        fromError.stream()
                .skip(1)
                .filter(line -> line.equals(CLOSED) || MORE.stream().anyMatch(more -> line.startsWith(name + more)))
                .forEach(lines::add);
        return lines;
    }

    private static List<String> own(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name) || line.equals(CLOSED))
                .map(line ->
                        line.startsWith(name) ? line.substring(name.length()).replaceFirst(GRAVITY, "") : line)
                .filter(line -> !STATEMENT.matcher(line).matches())
                .toList();
    }

    private static Optional<Integer> entry(List<String> own) {
        return own.stream()
                .map(ENTRY::matcher)
                .filter(Matcher::matches)
                .map(match -> Integer.valueOf(match.group("number")))
                .reduce((before, last) -> last);
    }

    boolean isEndedByUser() {
        return own.contains(ENDED);
    }

    /** The server went away, or sent the program away. */
    boolean isOfLostServer() {
        return own.stream().anyMatch(line -> {
            Matcher server = SERVER.matcher(line);
            boolean spoke = server.find();
            return LOST.matcher(spoke ? line.substring(0, server.start()) : line)
                            .find()
                    || (spoke && LAST.contains(server.group("gravity")));
        });
    }

    boolean namesServerFile() {
        return own.stream().anyMatch(PostgresErrors::namesServerFile);
    }

    /** The server refused something, in whatever words. */
    boolean isOfServer() {
        return own.stream().anyMatch(line -> SERVER.matcher(line).find());
    }

    /** pg_restore could read the archive, and the server would not have a statement that is in it. */
    boolean isOfQuery() {
        return own.stream().anyMatch(line -> line.startsWith(QUERY));
    }
}
