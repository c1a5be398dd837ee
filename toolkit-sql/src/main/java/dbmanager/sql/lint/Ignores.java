package dbmanager.sql.lint;

import dbmanager.backend.BadIgnore;
import dbmanager.backend.Lint.Found;
import dbmanager.backend.Lint.Ignored;
import dbmanager.backend.Lint.Report;
import dbmanager.backend.Lint.Rule;
import dbmanager.migration.Script;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments of a script that let something pass: {@code -- lint: ignore RULE REASON} on a line of its own, before the statement or in it; or at the
 * head of the file, with an empty line behind it, for every statement.
 */
record Ignores(List<Ignore> ignores) {
    private static final Pattern COMMENT =
            Pattern.compile("\\s*--\\s*lint:\\s*ignore\\b\\s*(?<rule>\\S*)\\s*(?<reason>.*?)\\s*");

    /** @param statement the line of the only one that it is for; empty for all */
    private record Ignore(Rule rule, OptionalInt statement, String reason) {}

    static Ignores of(Script script, List<Statement> statements, List<Rule> rules) {
        List<String> lines = script.text().lines().toList();
        List<Ignore> ignores = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher comment = COMMENT.matcher(lines.get(i));
            if (comment.matches()) {
                String where = FlywayScripts.where(script, i + 1);
                Rule rule = find(comment.group("rule"), rules, where);
                if (comment.group("reason").isEmpty()) {
                    throw BadIgnore.withoutReason(where, rule.id());
                }
                ignores.add(new Ignore(rule, scope(i + 1, lines, statements), comment.group("reason")));
            }
        }
        return new Ignores(ignores);
    }

    private static Rule find(String id, List<Rule> rules, String where) {
        if (id.isEmpty()) {
            throw BadIgnore.withoutReason(where, "");
        }
        return rules.stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> BadIgnore.unknown(
                        where, id, rules.stream().map(Rule::id).toList()));
    }

    private static OptionalInt scope(int line, List<String> lines, List<Statement> statements) {
        Optional<Statement> next = statements.stream()
                .filter(statement -> line <= statement.line() + newLines(statement.sql()))
                .findFirst();
        boolean first =
                !statements.isEmpty() && next.filter(statements.get(0)::equals).isPresent();
        boolean head = first
                && line < statements.get(0).line()
                && lines.subList(line, statements.get(0).line() - 1).stream().anyMatch(String::isBlank);
        return head || next.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(next.get().line());
    }

    private static long newLines(String sql) {
        return sql.chars().filter(c -> c == '\n').count();
    }

    Report apply(List<Found> findings) {
        List<Found> left = new ArrayList<>();
        List<Ignored> ignored = new ArrayList<>();
        for (Found found : findings) {
            ignores.stream()
                    .filter(ignore -> ignore.rule().equals(found.rule())
                            && (ignore.statement().isEmpty()
                                    || ignore.statement().getAsInt() == found.line()))
                    .findFirst()
                    .ifPresentOrElse(
                            ignore -> ignored.add(
                                    new Ignored(found.rule(), found.script(), found.line(), ignore.reason())),
                            () -> left.add(found));
        }
        return new Report(left, ignored);
    }
}
