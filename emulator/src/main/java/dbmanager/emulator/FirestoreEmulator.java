package dbmanager.emulator;

import dbmanager.emulator.embedded.Options;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Firestore to run against, up and answering for as long as this object is open. It speaks gRPC and HTTP in the clear on {@link #address()} and
 * takes any project and any database name. Safe for use by several threads.
 */
public final class FirestoreEmulator implements AutoCloseable {
    /** The variable by which Google's clients are told of an emulator: {@code host:port}. */
    public static final String HOST_VARIABLE = "FIRESTORE_EMULATOR_HOST";

    private static final int LONGEST_PROJECT = 30;
    private static final String RUN = letters(new SecureRandom(), 6);
    private static final AtomicInteger PROJECTS = new AtomicInteger();

    private final Kind kind;
    private final String name;
    private final Address address;
    private final Server server;
    private final AtomicBoolean closed = new AtomicBoolean();

    FirestoreEmulator(Kind kind, String name, Address address, Server server) {
        this.kind = Objects.requireNonNull(kind);
        this.name = Objects.requireNonNull(name);
        this.address = Objects.requireNonNull(address);
        this.server = Objects.requireNonNull(server);
    }

    /** Where it comes from. More kinds may come. */
    public enum Kind {
        /** {@value FirestoreEmulator#HOST_VARIABLE} names it; somebody else started it and ends it. */
        RUNNING,
        /** Our own, in this process: there is always one. */
        EMBEDDED,
        /** Google's, a child process of this one. */
        OFFICIAL,
        /** Google's, in a container. */
        DOCKER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The one that {@value #HOST_VARIABLE} names; empty when the variable is missing or blank. Closing it does not end it.
     *
     * @throws EmulatorUnavailable when the variable names something that is no emulator
     */
    public static Optional<FirestoreEmulator> running(Map<String, String> environment) {
        return named(environment).map(RunningServer::at);
    }

    static boolean isNamed(Map<String, String> environment) {
        return named(environment).isPresent();
    }

    private static Optional<String> named(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(HOST_VARIABLE))
                .map(String::strip)
                .filter(named -> !named.isEmpty());
    }

    /**
     * Starts Google's emulator as a child process, which ends with {@link #close()} and with this process, however that ends.
     *
     * @throws EmulatorUnavailable when there is none, or when it does not come up; then nothing is left running
     */
    public static FirestoreEmulator official(OfficialSearch search, Launch launch) {
        return OfficialServer.start(search.jar(), launch, OfficialServer::freePort);
    }

    /** With {@link Launch#standard()}. */
    public static FirestoreEmulator official(OfficialSearch search) {
        return official(search, Launch.standard());
    }

    /**
     * Starts Google's emulator in a container. Needs {@code org.testcontainers:testcontainers} on the class path, and Docker; the image, some
     * hundred megabytes, is pulled on first use. Should this process be killed, Testcontainers' own watchdog removes the container.
     *
     * @throws EmulatorUnavailable where there is no Testcontainers or no Docker, or the container does not come up
     */
    public static FirestoreEmulator docker(Launch launch) {
        try {
            Class.forName("org.testcontainers.DockerClientFactory");
        } catch (ClassNotFoundException e) {
            throw new EmulatorUnavailable(
                    "containers need Testcontainers, which is not on the class path",
                    List.of(),
                    "add org.testcontainers:testcontainers",
                    e);
        }
        return ContainerServer.start(launch);
    }

    /** With {@link Launch#standard()}. */
    public static FirestoreEmulator docker() {
        return docker(Launch.standard());
    }

    /**
     * Starts our own server in this process. It needs nothing else, and it is stricter than Google's: production's limits, read times and
     * contention of transactions.
     *
     * @throws EmulatorUnavailable when its port is taken or a file of the options cannot be read
     */
    public static FirestoreEmulator embedded(Options options) {
        return InProcessServer.start(options);
    }

    /** With {@link Options#standard}. */
    public static FirestoreEmulator embedded() {
        return embedded(Options.standard(Clock.systemUTC()));
    }

    /**
     * One of this kind and no other.
     *
     * @throws EmulatorUnavailable when there is none
     */
    public static FirestoreEmulator open(Kind kind, OfficialSearch search, Launch launch) {
        return switch (kind) {
            case RUNNING ->
                running(search.environment())
                        .orElseThrow(() -> new EmulatorUnavailable(
                                HOST_VARIABLE + " is not set",
                                List.of(),
                                "start an emulator and set it to its host:port"));
            case OFFICIAL -> official(search, launch);
            case DOCKER -> docker(launch);
            case EMBEDDED -> embedded();
        };
    }

    /**
     * The one that {@value #HOST_VARIABLE} names, else our own in this process, so that a test means the same on every machine.
     *
     * @throws EmulatorUnavailable when the variable names something that is no emulator: who names one does not want another
     */
    public static FirestoreEmulator any(Map<String, String> environment) {
        return running(environment).orElseGet(FirestoreEmulator::embedded);
    }

    /**
     * A project id that nobody else uses: {@code test-<hint>-<n>-<random>}, where the random part is that of this process. It keeps Google's rules
     * for ids: 6 to 30 lower-case letters, digits and hyphens.
     *
     * @param hint what it is for, in any letters; what does not fit is cut off
     */
    public static String project(String hint) {
        return project(hint, PROJECTS.incrementAndGet(), RUN);
    }

    static String project(String hint, int number, String random) {
        String tail = "-" + number + "-" + random;
        String head = ("test-" + hint.toLowerCase(Locale.ROOT)).replaceAll("[^a-z0-9]+", "-");
        int room = LONGEST_PROJECT - tail.length();
        return (head.length() > room ? head.substring(0, room) : head).replaceAll("-+$", "") + tail;
    }

    public Kind kind() {
        return kind;
    }

    /** For people: which one it is, and where it comes from. */
    public String name() {
        return name;
    }

    /** A name or an IP address; one of version 6 without brackets. */
    public String host() {
        return address.host();
    }

    public int port() {
        return address.port();
    }

    /** {@code host:port}, as {@value #HOST_VARIABLE} wants it; an address of version 6 in brackets. */
    public String address() {
        return address.toString();
    }

    /**
     * Deletes every document of a database, also those of a database that nobody has used yet.
     *
     * @throws EmulatorGone when it does not answer any more, or was closed
     */
    public void wipe(String project, String database) {
        ensureUp();
        server.wipe(project, database);
    }

    /** @throws EmulatorGone when it was closed, ended, or does not answer any more */
    public void ensureUp() {
        if (closed.get()) {
            throw new EmulatorGone(name + " was closed", List.of(), "open another one");
        }
        server.ensureUp();
    }

    /** Ends it, unless somebody else started it. When this returns its process is gone. Closing again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.close();
        }
    }

    @Override
    public String toString() {
        return name + " on " + address;
    }

    private static String letters(SecureRandom random, int count) {
        return random.ints(count, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** What stands behind the address. */
    interface Server extends AutoCloseable {
        /** @throws EmulatorGone when it is not up */
        void ensureUp();

        /** @throws EmulatorGone when it does not do it */
        void wipe(String project, String database);

        /** Called once. */
        @Override
        void close();
    }
}
