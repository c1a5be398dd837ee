package dbmanager.sql.postgres;

import dbmanager.sql.script.ScriptText;
import java.util.List;
import java.util.Set;

/** Tells a query from anything else, and one statement from two: the driver would run both. */
final class SingleQuery {
    private static final Set<String> FIRST = Set.of("SELECT", "WITH", "VALUES", "TABLE", "(");

    private SingleQuery() {}

    static boolean is(String sql) {
        List<String> words = ScriptText.firstWordsForPostgresql(sql, Integer.MAX_VALUE);
        int end = words.indexOf(";");
        boolean ended = end < 0 || words.subList(end, words.size()).stream().allMatch(";"::equals);
        return ended && !words.isEmpty() && FIRST.contains(words.get(0));
    }
}
