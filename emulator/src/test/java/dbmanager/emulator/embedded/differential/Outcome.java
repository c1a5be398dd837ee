package dbmanager.emulator.embedded.differential;

import com.google.protobuf.Message;
import io.grpc.Status;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What came back, with {@link Signs} in place of what only the server knows.
 *
 * @param asked the request, or the target that was listened to
 */
record Outcome(Message asked, Status.Code code, String text, List<Message> answers) {
    /** Versions of documents are times in microseconds. */
    private static final Pattern TIMES = Pattern.compile("[0-9]{16}");

    static Outcome of(Message asked, List<Message> answers) {
        return new Outcome(asked, Status.Code.OK, "", answers);
    }

    static Outcome of(Message asked, Status refusal) {
        String text = refusal.getDescription();
        return new Outcome(asked, refusal.getCode(), text == null ? "" : withoutTimes(text), List.of());
    }

    static String withoutTimes(String text) {
        return TIMES.matcher(text).replaceAll("a time");
    }

    boolean isOk() {
        return code == Status.Code.OK;
    }

    boolean isLike(Outcome other) {
        return code == other.code && text.equals(other.text) && answers.equals(other.answers);
    }

    @Override
    public String toString() {
        return code + " " + text + "\n"
                + answers.stream().map(Message::toString).collect(Collectors.joining("---\n"));
    }
}
