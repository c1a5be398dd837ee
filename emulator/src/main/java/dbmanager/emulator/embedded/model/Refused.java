package dbmanager.emulator.embedded.model;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;

/** A request that Firestore would not do, with the status code and the text of production. Nothing was changed. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Status.Code code;

    public Refused(Status.Code code, String text) {
        super(Objects.requireNonNull(text), null, false, false);
        this.code = Objects.requireNonNull(code);
    }

    public static Refused invalid(String text) {
        return new Refused(Status.Code.INVALID_ARGUMENT, text);
    }

    public Status.Code code() {
        return code;
    }

    public StatusRuntimeException toStatus() {
        return code.toStatus().withDescription(getMessage()).asRuntimeException();
    }
}
