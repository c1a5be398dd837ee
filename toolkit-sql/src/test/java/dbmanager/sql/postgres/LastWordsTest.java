package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {
    private static LastWords of(String program, String said) {
        return LastWords.of(program, said.lines().map(String::strip).toList());
    }

    @Test
    void what_rows_and_statements_say_is_not_what_the_program_says() {
        LastWords words = of("pg_restore", """
                pg_restore: processing data for table "public.no connection to server, base/1/2"
                pg_restore: while PROCESSING TOC:
                pg_restore: from TOC entry 3355; 0 16388 TABLE DATA messages shop_owner
                pg_restore: error: COPY failed for table "messages": ERROR:  invalid input syntax for type integer: "FATAL:  server closed the connection"
                DETAIL:  could not extend file "base/16384/16391": terminated by user
                CONTEXT:  COPY messages, line 1, column id: "terminated by user, PANIC:  no connection to the server, base/16384/16391"
                Command was: COPY public.messages (id) FROM stdin;
                """);

        assertThat(words.isOfLostServer()).isFalse();
        assertThat(words.isEndedByUser()).isFalse();
        assertThat(words.namesServerFile()).isFalse();
        assertThat(words.isOfQuery()).isFalse();
        assertThat(words.entry()).contains(3355);
        assertThat(words.text()).startsWith("COPY failed for table").contains("DETAIL:  could not extend");
    }

    @Test
    void a_statement_that_pg_dump_repeats_is_not_what_it_says_either() {
        LastWords words = of("pg_dump", """
                pg_dump: error: Dumping the contents of table "products" failed: PQgetResult() failed.
                pg_dump: detail: Error message from server: ERROR:  missing chunk number 0 for toast value 16400
                pg_dump: detail: Command was: COPY public.products (a) TO stdout; -- connection to server, base/1/2
                """);

        assertThat(words.isOfLostServer()).isFalse();
        assertThat(words.namesServerFile()).isFalse();
    }

    @Test
    void a_server_that_goes_away_is_heard_of_in_every_form() {
        assertThat(of("pg_restore", "pg_restore: error: could not execute query: FATAL:  terminating connection")
                        .isOfLostServer())
                .isTrue();
        assertThat(of("pg_restore", "pg_restore: [archiver (db)] could not execute query: PANIC:  no space")
                        .isOfLostServer())
                .isTrue();
        assertThat(of("pg_dump", """
                                pg_dump: error: Dumping the contents of table "products" failed: PQgetCopyData() failed.
                                pg_dump: detail: Error message from server: server closed the connection unexpectedly
                                """).isOfLostServer()).isTrue();
        assertThat(of(
                                "pg_dump",
                                "pg_dump: error: connection to server at \"db\" (10.0.0.7), port 5432 failed: FATAL:  the database system is shutting down")
                        .isOfLostServer())
                .isTrue();
    }

    @Test
    void a_server_that_goes_away_is_heard_of_in_every_language() {
        assertThat(of("pg_restore", """
                                pg_restore: from TOC entry 3355; 0 16388 TABLE DATA messages shop_owner
                                pg_restore: error: COPY failed for table "messages": FATALE:  interruzione della connessione
                                server closed the connection unexpectedly
                                	This probably means the server terminated abnormally
                                	before or while processing the request.
                                """).isOfLostServer()).isTrue();
        assertThat(of("pg_dump", """
                                pg_dump: error: Dumping the contents of table "products" failed: PQgetResult() failed.
                                pg_dump: error: Error message from server: server closed the connection unexpectedly
                                pg_dump: error: The command was: COPY public.products (a) TO stdout;
                                """).isOfLostServer()).isTrue();
    }

    @Test
    void a_value_with_a_line_break_does_not_speak_for_the_program() {
        LastWords words = of("pg_restore", """
                pg_restore: from TOC entry 3355; 0 16388 TABLE DATA messages shop_owner
                pg_restore: error: COPY failed for table "messages": ERROR:  invalid input syntax for type integer: "7
                pg_restore: from TOC entry 1; 0 1 TABLE DATA others shop_owner
                pg_restore: terminated by user
                pg_restore: error: could not execute query: FATAL:  base/16384/16391"
                """);

        assertThat(words.entry()).contains(3355);
        assertThat(words.isEndedByUser()).isFalse();
        assertThat(words.isOfLostServer()).isFalse();
        assertThat(words.isOfQuery()).isFalse();
        assertThat(words.namesServerFile()).isFalse();
        assertThat(words.isOfServer()).isTrue();
    }

    @Test
    void an_archive_that_cannot_be_read_is_no_matter_of_the_server() {
        LastWords words = of("pg_restore", """
                pg_restore: processing data for table "public.messages"
                pg_restore: error: could not read from input file: end of file
                """);

        assertThat(words.isError()).isTrue();
        assertThat(words.isOfServer()).isFalse();
        assertThat(words.entry()).isEmpty();
        assertThat(LastWords.NONE.isError()).isFalse();
    }

    @Test
    void a_signal_and_a_file_of_the_server_are_heard_of_too() {
        assertThat(of("pg_dump", "pg_dump: terminated by user").isEndedByUser()).isTrue();
        assertThat(of(
                                "pg_restore",
                                "pg_restore: error: COPY failed for table \"products\": ERROR:  could not extend file \"base/16384/16391\": No space left on device")
                        .namesServerFile())
                .isTrue();
    }
}
