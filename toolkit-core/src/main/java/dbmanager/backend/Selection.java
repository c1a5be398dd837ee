package dbmanager.backend;

import java.util.List;

/**
 * Which tables or collections are meant.
 *
 * @param names empty for all
 */
public record Selection(List<String> names) {
    public Selection {
        names = List.copyOf(names);
    }

    public static Selection all() {
        return new Selection(List.of());
    }

    public static Selection of(List<String> names) {
        return new Selection(names);
    }

    public boolean isAll() {
        return names.isEmpty();
    }
}
