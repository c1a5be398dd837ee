package dbmanager.masking;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of columns and fields behind which personal data usually are. A hint, not a proof: it looks at names only. */
final class Personal {
    private static final Pattern WORD = Pattern.compile(
            "(e_?mail|phone|mobile|telephone|tel|fax|name|surname|first_?name|last_?name|full_?name|user_?name|nick_?name"
                    + "|display_?name|address|street|zip|zip_?code|postal_?code|post_?code|city|birth|birth_?(day|date)|date_?of_?birth|dob|gender|ssn|iban"
                    + "|passport|tax_?id|national_?id|card|ip|ip_?address|password|secret|token|avatar|note|comment|latitude|longitude)s?");

    /** Where a name is cut into words: {@code customer_email}, {@code customerEmail}. */
    private static final Pattern CUT = Pattern.compile("[_\\-. ]+|(?<=[a-z0-9])(?=[A-Z])");

    private Personal() {}

    /** Whether the name, or what it ends with, is such a word. */
    static boolean looksLike(String name) {
        String[] words = CUT.split(name);
        StringBuilder end = new StringBuilder();
        for (int i = words.length - 1; i >= 0 && i >= words.length - 3; i--) {
            end.insert(0, end.isEmpty() ? "" : "_").insert(0, words[i].toLowerCase(Locale.ROOT));
            if (WORD.matcher(end).matches()) {
                return true;
            }
        }
        return WORD.matcher(words[0].toLowerCase(Locale.ROOT)).matches() && words.length > 1;
    }
}
