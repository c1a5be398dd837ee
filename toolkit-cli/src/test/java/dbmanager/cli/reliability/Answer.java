package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

/** What one run of the command line said. */
public record Answer(String command, int code, String out, String err) {
    /** A refusal: its code, what happened in the words given, something to do next, and no stack trace. */
    public Answer fails(int expected, String... words) {
        assertThat(code).as(toString()).isEqualTo(expected);
        assertThat(err).as(toString()).contains("error: ").doesNotContain("\tat ");
        hasWords(err, words);
        assertThat(next()).as(toString()).hasSizeGreaterThan(10);
        return this;
    }

    /** A "no" that is an answer and not an error, or anything else than 0 that needs no next step. */
    public Answer says(int expected, String... words) {
        assertThat(code).as(toString()).isEqualTo(expected);
        hasWords(out + err, words);
        return this;
    }

    public Answer works(String... words) {
        assertThat(code).as(toString()).isZero();
        hasWords(out + err, words);
        return this;
    }

    Answer never(String... words) {
        assertThat(out + err).as(toString()).doesNotContain(words);
        return this;
    }

    private void hasWords(String said, String... words) {
        for (String word : words) {
            assertThat(said).as(toString()).containsIgnoringCase(word);
        }
    }

    public String next() {
        return err.lines()
                .filter(line -> line.startsWith("  next:  "))
                .findFirst()
                .map(line -> line.substring("  next:  ".length()))
                .orElse("");
    }

    @Override
    public String toString() {
        return "db-manager " + command + "\nexit code " + code + "\n--- stdout\n" + out + "--- stderr\n" + err;
    }
}
