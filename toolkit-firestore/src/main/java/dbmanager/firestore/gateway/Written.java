package dbmanager.firestore.gateway;

import java.util.List;

/** @param documents that the server has acknowledged, each once */
public record Written(long documents, List<Rejected> rejected) {
    public Written {
        rejected = List.copyOf(rejected);
    }
}
