package dbmanager.bench;

import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.FirestoreEmulator.Kind;
import dbmanager.emulator.OfficialSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** An emulator to be started anew: Google's keeps what was deleted, and after a million writes has no memory left. */
final class FreshEmulator implements AutoCloseable {
    private static final String VARIABLE = "EMULATOR=";

    private final Path variables;
    private final Supplier<FirestoreEmulator> server;
    private FirestoreEmulator emulator;

    /** Google's. */
    FreshEmulator(Path variables) {
        this(variables, FreshEmulator::official);
    }

    /** @param variables the file that says where it is, after each start */
    FreshEmulator(Path variables, Supplier<FirestoreEmulator> server) {
        this.variables = variables;
        this.server = server;
    }

    /** Google's, as this machine has it. */
    static FirestoreEmulator official() {
        return FirestoreEmulator.official(OfficialSearch.on(System.getenv(), Path.of(System.getProperty("user.home"))));
    }

    void start() throws IOException {
        close();
        emulator = server.get();
        Files.writeString(variables, VARIABLE + address() + "\n");
    }

    /** What {@link #start} wrote there. */
    static String addressIn(Path variables) throws IOException {
        return Files.readString(variables).strip().substring(VARIABLE.length());
    }

    String address() {
        return emulator.address();
    }

    Kind kind() {
        return emulator.kind();
    }

    @Override
    public void close() {
        if (emulator != null) {
            emulator.close();
        }
    }
}
