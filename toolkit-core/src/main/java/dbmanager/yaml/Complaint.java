package dbmanager.yaml;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.util.Collection;

/** Makes the problem that is thrown for a mistake in a file: each kind of file has its own. */
@FunctionalInterface
public interface Complaint {
    Problem at(Place place, String happened, String next);

    /** @param owner what has the keys: {@code database shop} */
    default Problem unknownKey(Place place, String key, String owner, Collection<String> valid) {
        return at(
                place,
                "\"" + key + "\" is not a key of " + owner,
                NearestName.suggest(key, valid) + "the keys are " + String.join(", ", valid));
    }

    /** @param expected with its article: {@code a list of texts} */
    default Problem wrongType(Place place, String key, String expected, String found) {
        return at(place, key + " is " + found, "make it " + expected + ", or remove it");
    }
}
