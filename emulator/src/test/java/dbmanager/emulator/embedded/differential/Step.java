package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.Target;
import com.google.protobuf.Message;
import java.util.List;

/** What makes sense only as a whole: a transaction from its begin to its end, a list from its first page to its last. Requests hold {@link Signs}. */
sealed interface Step {
    record Calls(List<Call> calls) implements Step {}

    record Call(Method method, Message request) {
        @Override
        public String toString() {
            return method + " " + request;
        }
    }

    /**
     * Listening to a target, while these commits are made, and once more after {@code unheard}.
     *
     * @param unheard made while nobody listens
     */
    record Listening(Target target, List<CommitRequest> heard, CommitRequest unheard) implements Step {}
}
