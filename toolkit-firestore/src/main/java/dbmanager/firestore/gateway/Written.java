package dbmanager.firestore.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of the writes of an outflow.
 *
 * @param documents that the server has acknowledged, each once
 * @param rejected how many it would not take
 * @param first of those, as many as a message shows
 * @param list of all of them, where there are more
 */
public record Written(long documents, long rejected, List<Rejected> first, Optional<Path> list) {
    public Written {
        first = List.copyOf(first);
    }

    static Written of(long documents, Rejections rejections) {
        return new Written(documents, rejections.count(), rejections.first(), rejections.file());
    }

    public boolean isAll() {
        return rejected == 0;
    }

    /** The first documents that were rejected, why, and where the others are. */
    public String reasons() {
        String shown = first.stream()
                .map(one -> one.path() + " (" + one.status() + ": " + one.message() + ")")
                .collect(Collectors.joining("; "));
        return rejected == first.size()
                ? shown
                : shown + "; … "
                        + list.map(file -> "all of them are in " + file).orElse("and others");
    }
}
