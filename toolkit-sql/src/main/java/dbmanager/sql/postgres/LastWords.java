package dbmanager.sql.postgres;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The end of what a program of PostgreSQL's client said on stderr. Its own lines begin with its name; between them is the rest of what the server said,
 * and statements, both with values of rows in them, from which nothing can be concluded.
 *
 * @param entry what pg_restore was at last, by the number that the archive gives it
 * @param own its own lines from the error on, without the name and how grave they are
 * @param text all lines from the error on, as one, for people
 */
record LastWords(Optional<Integer> entry, List<String> own, String text) {
    static final LastWords NONE = new LastWords(Optional.empty(), List.of(), "");

    /** As the versions since 10 begin a line (logging.c, and pg_backup_utils.c before 12). */
    private static final String GRAVITY = "^(\\[[^]]*] )?((error|fatal|warning|detail|hint): )?";

    private static final Pattern STATEMENT = Pattern.compile("(?i)^(the )?(command|query) was: .*");

    /** {@code could not execute query: ERROR:  …}: from here on it is the server's sentence (pqBuildErrorMessage3 of fe-protocol3.c). */
    private static final Pattern SERVER = Pattern.compile("(?:^|: )(?<gravity>[^\\s\":]+): {2}");

    /** How grave the server calls what ends a session, in its language. */
    private static final List<String> LAST = List.of("FATAL", "PANIC");

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
        List<String> last = fromError(lines, name + "error: ");
        String text = last.stream()
                .filter(line -> !line.isEmpty())
                .map(line -> line.startsWith(name) ? line.substring(name.length()) : line)
                .map(line -> line.replaceFirst("^error: ", ""))
                .collect(Collectors.joining("; "));
        return new LastWords(entry(own(lines, name)), own(last, name), text);
    }

    /** Without what it did before; all where no line is called an error. */
    private static List<String> fromError(List<String> lines, String error) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(error)) {
                return lines.subList(i, lines.size());
            }
        }
        return lines;
    }

    private static List<String> own(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceFirst(GRAVITY, ""))
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

    /** pg_restore could read the archive, and the server would not have a statement that is in it. */
    boolean isOfQuery() {
        return own.stream().anyMatch(line -> line.startsWith(QUERY));
    }
}
