package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.RunQueryResponse;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** What streams of answers say, however they are cut into messages. */
final class Answers {
    private Answers() {}

    /** What is told once is in the first message, documents are in one each. */
    static List<Message> joined(List<Message> answers) {
        if (answers.isEmpty()) {
            return answers;
        }
        if (answers.get(0) instanceof RunQueryResponse) {
            RunQueryResponse.Builder once = RunQueryResponse.newBuilder();
            List<Message> all = new ArrayList<>();
            for (Message answer : answers) {
                RunQueryResponse one = (RunQueryResponse) answer;
                int skipped = once.getSkippedResults() + one.getSkippedResults();
                once.mergeFrom(one).clearDocument().clearDone().setSkippedResults(skipped);
                if (one.hasDocument()) {
                    all.add(one.getDocument());
                }
            }
            all.add(0, once.build());
            return all;
        }
        if (answers.get(0) instanceof BatchGetDocumentsResponse) {
            BatchGetDocumentsResponse.Builder once = BatchGetDocumentsResponse.newBuilder();
            List<Message> all = new ArrayList<>();
            for (Message answer : answers) {
                BatchGetDocumentsResponse one = (BatchGetDocumentsResponse) answer;
                once.mergeFrom(one).clearResult();
                if (one.getResultCase() != BatchGetDocumentsResponse.ResultCase.RESULT_NOT_SET) {
                    all.add(one.toBuilder().clearTransaction().clearReadTime().build());
                }
            }
            all.add(0, once.build());
            return all;
        }
        return answers;
    }
}
