package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE x (a TEXT DEFAULT 'it''s  -- no comment', \"b c\" INT)",
                "CREATE TABLE \"x\"(a TEXT DEFAULT 'it''s  -- no comment',\"b c\" INT)",
                "CREATE  TABLE [x] ( -- the table\n `a` TEXT DEFAULT 'it''s  -- no comment', /* \" ' */ [b c] INT\n)"
            })
    void white_space_comments_and_quotes_make_no_difference(String sql) {
        assertThat(SqlText.normalise(sql))
                .isEqualTo("CREATE TABLE x (a TEXT DEFAULT 'it''s  -- no comment', \"b c\" INT)");
    }

    @Test
    void text_makes_one() {
        assertThat(SqlText.normalise("SELECT 'a b'")).isNotEqualTo(SqlText.normalise("SELECT 'a  b'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"select 1", "SELECT ';' ;; -- done", "/* x */ WITH a AS (SELECT 1) SELECT * FROM a", "values (1)"
            })
    void one_query(String sql) {
        assertThat(SqlText.isOneQuery(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-- nothing", "SELECT 1; DELETE FROM t", "COMMIT", "ATTACH 'x' AS y", "PRAGMA wal_checkpoint"
            })
    void no_query_or_more_than_one(String sql) {
        assertThat(SqlText.isOneQuery(sql)).isFalse();
    }
}
