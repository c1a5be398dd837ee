package dbmanager.sql.lint;

import dbmanager.sql.schema.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tokens of a statement, or of a part of one, by their places from 0. Asking behind the end is allowed, and finds nothing. */
record Words(List<Token> tokens) {
    /**
     * A name in it.
     *
     * @param name folded, without its schema
     * @param next the place behind it
     */
    record Name(String name, int next) {}

    static Words of(String sql) {
        return new Words(Token.of(sql));
    }

    boolean is(int at, String word) {
        return at >= 0 && at < tokens.size() && tokens.get(at).is(word);
    }

    /** Whether these words stand there, one after the other. */
    boolean are(int at, String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!is(at + i, words[i])) {
                return false;
            }
        }
        return true;
    }

    /** The place behind these words, or the same place where others stand. */
    int behind(int at, String... words) {
        return are(at, words) ? at + words.length : at;
    }

    boolean has(String word) {
        return find(0, word) >= 0;
    }

    /** Where a word stands outside of parentheses, from a place on; -1 when nowhere. */
    int find(int from, String... words) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (i >= from && depth == 0 && are(i, words)) {
                return i;
            }
            depth += is(i, "(") ? 1 : is(i, ")") ? -1 : 0;
        }
        return -1;
    }

    /** A name that may have its schema before it. */
    Optional<Name> name(int at) {
        if (at >= tokens.size() || !tokens.get(at).isName()) {
            return Optional.empty();
        }
        int last = at;
        while (is(last + 1, ".") && last + 2 < tokens.size()) {
            last += 2;
        }
        return Optional.of(new Name(Token.folded(tokens.get(last).name()), last + 1));
    }

    /** What stands between commas, from a place on; commas in parentheses divide nothing. */
    List<Words> parts(int from) {
        List<Words> parts = new ArrayList<>();
        int depth = 0;
        int start = from;
        for (int i = from; i < tokens.size(); i++) {
            depth += is(i, "(") ? 1 : is(i, ")") ? -1 : 0;
            if (depth == 0 && is(i, ",")) {
                parts.add(new Words(tokens.subList(start, i)));
                start = i + 1;
            }
        }
        if (start < tokens.size()) {
            parts.add(new Words(tokens.subList(start, tokens.size())));
        }
        return parts;
    }

    /** From a place to the end. */
    Words from(int at) {
        return new Words(tokens.subList(Math.min(at, tokens.size()), tokens.size()));
    }

    int size() {
        return tokens.size();
    }

    /** The text of one token, folded; empty behind the end. */
    String text(int at) {
        return at >= 0 && at < tokens.size() ? Token.folded(tokens.get(at).text()) : "";
    }
}
