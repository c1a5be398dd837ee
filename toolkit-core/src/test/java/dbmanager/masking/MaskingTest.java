package dbmanager.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.exchange.Absent;
import dbmanager.exchange.Column;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.exchange.Tagged;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which rule is about which value, and that a rule about nothing is no rule. */
class MaskingTest {
    private static final Table USERS = new Table(
            "users",
            List.of(
                    new Column("id", "INTEGER"),
                    new Column("email", "varchar(40)"),
                    new Column("full_name", "text"),
                    new Column("born", "date")),
            List.of("id"));
    private static final Table DOCUMENTS = new Table(
            "people",
            List.of(new Column("id", ""), new Column("email", ""), new Column("contact", ""), new Column("boss", "")),
            List.of("id"),
            true);

    private static Masking masking(List<Table> tables, String... rules) {
        return new Masking(
                Arrays.stream(rules)
                        .map(rule -> MaskRule.parse(rule).orElseThrow())
                        .toList(),
                tables,
                MaskKey.of("a secret of the tests"));
    }

    private static Row row(Object... values) {
        return new Row(values);
    }

    @Test
    void values_with_a_rule_change_and_all_others_stay() {
        Row masked = masking(List.of(USERS), "users.email=email", "users.full_name=keep")
                .row(USERS, row(7L, "ada@lovelace.org", "Ada Lovelace", "1815-12-10"));

        assertThat(masked.get(0)).isEqualTo(7L);
        assertThat((String) masked.get(1)).matches("[0-9a-f]{16}@example\\.com");
        assertThat(masked.get(2)).isEqualTo("Ada Lovelace");
        assertThat(masked.get(3)).isEqualTo("1815-12-10");
    }

    @Test
    void the_same_value_is_masked_alike_in_every_table_so_that_joins_hold() {
        Table orders = new Table("orders", List.of(new Column("customer", "")), List.of());
        Masking masking = masking(List.of(USERS, orders), "users.email=email", "orders.customer=email");

        Object user = masking.row(USERS, row(1L, "a@b.c", null, null)).get(1);
        Object customer = masking.row(orders, row("a@b.c")).get(0);

        assertThat(user).isEqualTo(customer).isNotEqualTo("a@b.c");
    }

    @Test
    void another_secret_makes_other_values() {
        List<MaskRule> rules = List.of(new MaskRule("users.email", Mask.Made.EMAIL));
        Row ada = row(1L, "a@b.c", null, null);

        assertThat(new Masking(rules, List.of(USERS), MaskKey.fresh()).row(USERS, ada))
                .isNotEqualTo(new Masking(rules, List.of(USERS), MaskKey.fresh()).row(USERS, ada));
    }

    @Test
    void a_column_with_the_words_of_others_wants_a_rule_whatever_its_name_is() {
        Table found =
                new Table("notes", List.of(new Column("id", "integer"), new Column("search", "tsvector")), List.of());

        assertThat(masking(List.of(found), "notes.id=keep").unruled()).containsExactly("notes.search");
        assertThat(masking(List.of(found), "notes.search=remove").unruled()).isEmpty();
        assertThat(masking(List.of(found), "notes.search=remove")
                        .row(found, row(1L, "'ada':1 'lovelace':2"))
                        .get(1))
                .isNull();
    }

    @Test
    void a_rule_for_a_column_that_is_not_there_is_refused_with_the_name_that_was_meant() {
        assertThatThrownBy(() -> masking(List.of(USERS), "users.emial=email"))
                .isInstanceOf(MaskRefused.class)
                .hasMessageContaining("users.emial: email")
                .satisfies(
                        refused -> assertThat(((MaskRefused) refused).next()).contains("did you mean \"users.email\""));
        assertThatThrownBy(() -> masking(List.of(USERS), "user.email=email")).isInstanceOf(MaskRefused.class);
        assertThatThrownBy(() -> masking(List.of(USERS), "*.phone=digits")).isInstanceOf(MaskRefused.class);
        assertThatThrownBy(() -> masking(List.of(USERS), "users.email.local=hash"))
                .as("a column has nothing behind it")
                .isInstanceOf(MaskRefused.class);
    }

    @Test
    void what_a_column_cannot_hold_is_refused_by_the_name_of_rule_and_column() {
        Masking masking = masking(List.of(USERS), "users.born=hash");

        assertThatThrownBy(() -> masking.row(USERS, row(1L, null, null, "1815-12-10")))
                .isInstanceOf(MaskRefused.class)
                .hasMessageContaining("users.born")
                .hasMessageContaining("date");
    }

    @Test
    void the_most_exact_rule_counts_and_an_overruled_one_is_still_about_something() {
        Masking masking = masking(List.of(USERS), "*.*=remove", "*.id=keep", "users.*=hash", "users.email=keep");

        Row masked = masking.row(USERS, row(1L, "a@b.c", "Ada", null));

        masking.requireAllUsed();
        assertThat(masked.get(0)).isEqualTo(1L);
        assertThat(masked.get(1)).isEqualTo("a@b.c");
        assertThat((String) masked.get(2)).hasSize(16);
    }

    @Test
    void removed_is_null_in_a_table_and_no_field_in_a_document() {
        assertThat(masking(List.of(USERS), "users.email=remove")
                        .row(USERS, row(1L, "a@b.c", null, null))
                        .get(1))
                .isNull();
        assertThat(masking(List.of(DOCUMENTS), "people.email=remove")
                        .row(DOCUMENTS, row("1", "a@b.c", Absent.FIELD, Absent.FIELD))
                        .get(1))
                .isEqualTo(Absent.FIELD);
    }

    @Test
    void a_rule_reaches_into_maps_and_lists() {
        Masking masking =
                masking(List.of(DOCUMENTS), "people.contact.phones.number=digits", "people.contact.street=hash");
        Object contact = Map.of(
                "street", "Main Street 1", "country", "DE", "phones", List.of(Map.of("number", "+49 30 1234567")));

        Map<?, ?> masked = (Map<?, ?>)
                masking.row(DOCUMENTS, row("1", Absent.FIELD, contact, null)).get(2);

        masking.requireAllUsed();
        assertThat(masked.get("country")).isEqualTo("DE");
        assertThat(masked.toString()).doesNotContain("Main Street").doesNotContain("1234567");
        assertThat(masked.get("phones").toString()).matches("\\[\\{number=\\+\\d\\d \\d\\d \\d{7}}]");
    }

    @Test
    void a_rule_for_a_whole_map_is_about_all_in_it_but_for_what_has_a_rule_of_its_own() {
        Masking masking = masking(List.of(DOCUMENTS), "people.contact=hash", "people.contact.country=keep");

        Map<?, ?> masked = (Map<?, ?>)
                masking.row(DOCUMENTS, row("1", Absent.FIELD, Map.of("street", "Main Street 1", "country", "DE"), null))
                        .get(2);

        assertThat(masked.get("country")).isEqualTo("DE");
        assertThat((String) masked.get("street")).matches("[0-9a-f]{16}");
    }

    @Test
    void a_field_that_no_document_has_is_found_when_all_have_passed() {
        Masking masking = masking(List.of(DOCUMENTS), "people.contact.fax=digits");
        masking.row(DOCUMENTS, row("1", "a@b.c", Map.of("phone", "1"), null));

        assertThatThrownBy(masking::requireAllUsed)
                .isInstanceOf(MaskRefused.class)
                .hasMessageContaining("people.contact.fax");
    }

    @Test
    void a_collection_below_follows_the_rules_above_until_it_has_its_own() {
        Masking masking = masking(List.of(DOCUMENTS), "people.email=email", "people/letters.email=keep");

        assertThat((String) masking.row(DOCUMENTS, row("1/notes/2", "a@b.c", null, null))
                        .get(1))
                .endsWith("@example.com");
        assertThat(masking.row(DOCUMENTS, row("1/letters/2", "a@b.c", null, null))
                        .get(1))
                .isEqualTo("a@b.c");
    }

    @Test
    void an_id_and_the_references_to_it_are_masked_alike() {
        Masking masking = masking(List.of(DOCUMENTS), "people.id=email");

        Row ada = masking.row(DOCUMENTS, row("ada@x.org", Absent.FIELD, Absent.FIELD, Absent.FIELD));
        Row letter = masking.row(
                DOCUMENTS, row("ada@x.org/letters/7", null, null, new Tagged("$reference", "people/ada@x.org")));

        assertThat((String) ada.get(0)).doesNotContain("ada");
        assertThat(letter.get(0)).isEqualTo(ada.get(0) + "/letters/7");
        assertThat(letter.get(3)).isEqualTo(new Tagged("$reference", "people/" + ada.get(0)));
    }

    @Test
    void what_is_kept_refers_to_masked_ids_all_the_same() {
        Masking masking = masking(List.of(DOCUMENTS), "people.id=email", "people.boss=keep");
        Tagged toAda = new Tagged("$reference", "people/ada@x.org");

        Object id = masking.row(DOCUMENTS, row("ada@x.org", null, null, null)).get(0);
        Row bob = masking.row(DOCUMENTS, row("bob", null, null, List.of(Map.of("first", toAda), "a text")));

        assertThat(bob.get(3)).isEqualTo(List.of(Map.of("first", new Tagged("$reference", "people/" + id)), "a text"));
    }

    @Test
    void a_rule_for_a_map_with_addresses_as_names_is_refused_since_they_would_stay() {
        Row ada = row("1", null, Map.of("x", Map.of("bob@x.org", "a friend")), null);

        assertThatThrownBy(
                        () -> masking(List.of(DOCUMENTS), "people.contact=hash").row(DOCUMENTS, ada))
                .isInstanceOf(MaskRefused.class)
                .hasMessageContaining("people.contact.x, which has addresses as names in it");
        assertThatThrownBy(() -> masking(List.of(DOCUMENTS), "people.contact=hash", "people.contact.x.y=keep")
                        .row(DOCUMENTS, ada))
                .isInstanceOf(MaskRefused.class)
                .hasMessageContaining("people.contact.x");
        assertThat(masking(List.of(DOCUMENTS), "people.contact=keep").row(DOCUMENTS, ada))
                .isEqualTo(ada);
        assertThat(masking(List.of(DOCUMENTS), "people.contact.x=remove")
                        .row(DOCUMENTS, ada)
                        .get(2))
                .isEqualTo(Map.of());
    }

    @Test
    void a_map_with_addresses_as_names_and_no_rule_is_a_hint_that_shows_none_of_them() {
        Masking masking = masking(List.of(DOCUMENTS), "people.contact.*.size=hash");

        masking.row(DOCUMENTS, row("1", null, Map.of("bob@x.org", Map.of("email", "b@x.org", "size", 42L)), null));

        assertThat(masking.unruled()).containsExactly("people.contact", "people.contact.*.email", "people.email");
    }

    @Test
    void a_fixed_text_fills_no_empty_one_and_counts_none() {
        Masking masking = masking(List.of(USERS, DOCUMENTS), "users.full_name=\"x\"", "people.contact=\"x\"");

        assertThat(masking.row(USERS, row(1L, null, "", null)).get(2)).isEqualTo("");
        assertThat(masking.row(USERS, row(2L, null, "Ada", null)).get(2)).isEqualTo("x");
        assertThat(masking.row(DOCUMENTS, row("1", null, "", null)).get(2)).isEqualTo("");
        assertThat(masking.row(DOCUMENTS, row("2", null, "Bob", null)).get(2)).isEqualTo("x");
        assertThat(masking.counts().values()).containsExactly(1L, 1L);
    }

    @Test
    void it_says_how_many_values_each_rule_changed_and_what_looks_personal_without_one() {
        Masking masking = masking(List.of(USERS, DOCUMENTS), "users.email=email");
        masking.row(USERS, row(1L, "a@b.c", "Ada", null));
        masking.row(USERS, row(2L, null, "Bob", null));
        masking.row(DOCUMENTS, row("1", "a@b.c", Map.of("homeAddress", "x", "size", 1L), null));

        assertThat(masking.counts().values()).containsExactly(1L);
        assertThat(masking.unruled()).containsExactly("people.contact.homeAddress", "people.email", "users.full_name");
    }
}
