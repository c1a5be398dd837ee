package dbmanager.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenameHintsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "-- renamed_from: emp;CREATE TABLE staff (id) | emp:staff",
                "CREATE TABLE staff ( -- renamed_from: emp;id) | emp:staff",
                "CREATE TABLE t (a TEXT -- renamed_from: b;, c) | t.b:a",
                "CREATE TABLE t (a TEXT, -- renamed_from: b;c) | t.b:a",
                "CREATE TABLE t (;-- renamed_from: b;a TEXT, c) | t.b:a",
                "CREATE TABLE t (a TEXT, /* renamed_from: b */ c TEXT) | t.b:a",
                "CREATE TABLE t (a, c DECIMAL(8, 2) CHECK (c IN (1, 2)) -- renamed_from: b;) | t.b:c",
                "CREATE TABLE IF NOT EXISTS main.t (\"a b\" -- renamed_from: \"x.y\";) | t.\"x.y\":\"a b\"",
                "-- renamed_from: a;CREATE TABLE b (c -- renamed_from: d;);CREATE TABLE e (f -- renamed_from: g;) | a:b b.d:c e.g:f",
                "CREATE TABLE t (a DEFAULT '-- renamed_from: b') | ^^",
                "-- renamed_from: i;CREATE INDEX j ON t (a) | ^^",
            })
    void a_comment_speaks_of_its_line_or_of_what_follows(String ddl, String renames) {
        assertThat(RenameHints.in(ddl.replace(";CREATE", ";\nCREATE")
                                .replace(";", "\n")
                                .replace("\n\nCREATE", "\n;CREATE")
                                .replace(")\nCREATE", ");\nCREATE"))
                        .stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(renames);
    }
}
