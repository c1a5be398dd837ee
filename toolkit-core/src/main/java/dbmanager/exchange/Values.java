package dbmanager.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * When two values of a row are the same: the same type and the same value. The number 1 is not 1.0, 1.0 is not the decimal 1.00, NaN is NaN, and
 * 0.0 is not -0.0; bytes are the same by content, lists by their elements in order, maps by their entries in any order.
 */
final class Values {
    private Values() {}

    static boolean same(Object a, Object b) {
        if (a == b) {
            return true;
        }
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof byte[] bytes) {
            return b instanceof byte[] other && Arrays.equals(bytes, other);
        }
        if (a instanceof List<?> list) {
            return b instanceof List<?> other && same(list, other);
        }
        if (a instanceof Map<?, ?> map) {
            return b instanceof Map<?, ?> other && same(map, other);
        }
        return a.equals(b);
    }

    private static boolean same(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Map<?, ?> a, Map<?, ?> b) {
        return a.size() == b.size()
                && a.entrySet().stream()
                        .allMatch(e -> b.containsKey(e.getKey()) && same(e.getValue(), b.get(e.getKey())));
    }

    static int hash(Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.hashCode(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToInt(Values::hash).reduce(1, (hash, next) -> 31 * hash + next);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToInt(entry -> entry.getKey().hashCode() ^ hash(entry.getValue()))
                    .sum();
        }
        return Objects.hashCode(value);
    }
}
