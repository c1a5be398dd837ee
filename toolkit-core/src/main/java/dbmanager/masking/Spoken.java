package dbmanager.masking;

import java.math.BigInteger;

/** Words that can be spoken and mean nobody: syllables picked by a number. */
final class Spoken {
    private static final String[] CONSONANTS = {
        "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "st", "tr"
    };
    private static final String[] VOWELS = {"a", "e", "i", "o", "u"};
    private static final int SYLLABLES = CONSONANTS.length * VOWELS.length;

    /** Together some 10^14 for a name of two words. */
    private static final int FIRST = 3;

    private static final int LATER = 4;
    private static final int ONLY = 6;
    private static final int MOST_WORDS = 4;
    private static final int BYTES_OF_WORD = 16;

    private Spoken() {}

    /** A name with as many words as this one, up to four. */
    static String name(MaskKey key, String name) {
        int words = Math.min(MOST_WORDS, name.strip().split("\\s+").length);
        byte[] bytes = key.bytes("name", name, words * BYTES_OF_WORD);
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < words; i++) {
            byte[] part = new byte[BYTES_OF_WORD];
            System.arraycopy(bytes, i * BYTES_OF_WORD, part, 0, BYTES_OF_WORD);
            int syllables = words == 1 ? ONLY : i == 0 ? FIRST : LATER;
            made.append(i == 0 ? "" : " ").append(word(new BigInteger(1, part), syllables));
        }
        return made.toString();
    }

    private static String word(BigInteger number, int syllables) {
        StringBuilder word = new StringBuilder();
        BigInteger rest = number;
        for (int i = 0; i < syllables; i++) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(SYLLABLES));
            int syllable = parts[1].intValue();
            word.append(CONSONANTS[syllable / VOWELS.length]).append(VOWELS[syllable % VOWELS.length]);
            rest = parts[0];
        }
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
