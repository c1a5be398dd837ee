package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What cannot be had of a real server at will: other versions, and disks with quotas. */
class PostgresErrorsTest {
    /** As the server sends it (postgresql.org/docs/current/protocol-error-fields.html). */
    private static SQLException said(String code, String sentence, String routine) {
        return new PSQLException(
                new ServerErrorMessage(String.join("\0", "SERROR", "C" + code, "M" + sentence, "R" + routine) + "\0"));
    }

    private static PostgresErrors internal(String sentence, String routine) {
        return PostgresErrors.of(said("XX000", sentence, routine));
    }

    @Test
    void a_quota_is_no_damage_and_a_ruined_map_of_files_is() {
        assertThat(internal("could not extend file \"base/16384/16391\": Disk quota exceeded", "mdextend"))
                .isEqualTo(PostgresErrors.STATEMENT);
        assertThat(internal(
                        "could not write file \"base/16384/pg_filenode.map\": Disk quota exceeded",
                        "write_relmap_file"))
                .isEqualTo(PostgresErrors.STATEMENT);
        for (String routine : new String[] {"load_relmap_file", "read_relmap_file"}) {
            assertThat(internal(
                            "relation mapping file \"base/16384/pg_filenode.map\" contains incorrect checksum",
                            routine))
                    .isEqualTo(PostgresErrors.DAMAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache lookup failed for type 23",
                "could not open relation with OID 2662",
                "pg_attribute catalog is missing 1 attribute(s) for relation OID 1259",
                "catalog is missing 1 attribute(s) for relid 1259" // up to version 13
            })
    void what_nobody_can_drop_and_is_not_found_is_damage(String sentence) {
        assertThat(internal(sentence, "some_function")).isEqualTo(PostgresErrors.DAMAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache lookup failed for function 0",
                "cache lookup failed for schema 2200",
                "cache lookup failed for language 13500",
                "could not open relation with OID 16391"
            })
    void what_somebody_may_have_dropped_meanwhile_is_no_damage(String sentence) {
        assertThat(internal(sentence, "some_function")).isEqualTo(PostgresErrors.STATEMENT);
    }
}
