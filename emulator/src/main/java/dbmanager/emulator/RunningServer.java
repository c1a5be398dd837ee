package dbmanager.emulator;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** An emulator at an address, whoever started it. Closing leaves it alone. */
final class RunningServer implements FirestoreEmulator.Server {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** It deletes document by document. */
    private static final Duration WIPE_PATIENCE = Duration.ofMinutes(5);

    private final Address address;

    RunningServer(Address address) {
        this.address = address;
    }

    static FirestoreEmulator at(String named) {
        String variable = FirestoreEmulator.HOST_VARIABLE + "=" + named;
        Address address = Address.parse(named)
                .orElseThrow(() -> new EmulatorUnavailable(
                        variable + " is not host:port",
                        List.of(),
                        "write it like 127.0.0.1:8080 or [::1]:8080, without http://, or unset it"));
        try {
            Http.health(address, PATIENCE);
        } catch (IOException e) {
            throw new EmulatorUnavailable(
                    variable + " names no Firestore emulator that answers",
                    List.of("GET http://" + address + "/: " + said(e)),
                    "start the emulator there, or unset " + FirestoreEmulator.HOST_VARIABLE,
                    e);
        }
        return new FirestoreEmulator(
                Kind.RUNNING,
                "the emulator that " + FirestoreEmulator.HOST_VARIABLE + " names",
                address,
                new RunningServer(address));
    }

    @Override
    public void ensureUp() {
        try {
            Http.health(address, PATIENCE);
        } catch (IOException e) {
            throw gone("the emulator on " + address + " does not answer any more", e);
        }
    }

    @Override
    public void wipe(String project, String database) {
        try {
            Http.wipe(address, project, database, WIPE_PATIENCE);
        } catch (IOException e) {
            throw gone(
                    "the emulator on " + address + " did not empty projects/" + project + "/databases/" + database, e);
        }
    }

    @Override
    public void close() {}

    private static EmulatorGone gone(String happened, IOException cause) {
        return new EmulatorGone(happened, List.of(said(cause)), "see whether it still runs, and start it again", cause);
    }

    static String said(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
