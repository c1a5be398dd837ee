package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.UpdateDocumentRequest;
import com.google.protobuf.Message;
import java.util.List;
import java.util.stream.Stream;

/** The full names of the documents that a step may have changed. */
final class Written {
    private Written() {}

    static Stream<String> by(Step step) {
        if (step instanceof Step.Listening listening) {
            return Stream.concat(
                    names(listening),
                    Stream.of(Streaming.marker(listening.unheard().getDatabase())));
        }
        return names(step);
    }

    private static Stream<String> names(Step step) {
        Stream<? extends Message> requests = step instanceof Step.Listening listening
                ? Stream.concat(listening.heard().stream(), Stream.of(listening.unheard()))
                : ((Step.Calls) step).calls().stream().map(Step.Call::request);
        return requests.flatMap(request -> names(request).stream()).distinct();
    }

    private static List<String> names(Message request) {
        if (request instanceof CommitRequest commit) {
            return commit.getWritesList().stream().map(Signs::name).toList();
        } else if (request instanceof BatchWriteRequest batch) {
            return batch.getWritesList().stream().map(Signs::name).toList();
        } else if (request instanceof UpdateDocumentRequest update) {
            return List.of(update.getDocument().getName());
        } else if (request instanceof CreateDocumentRequest create) {
            return List.of(create.getParent() + "/" + create.getCollectionId() + "/" + create.getDocumentId());
        }
        return List.of();
    }
}
