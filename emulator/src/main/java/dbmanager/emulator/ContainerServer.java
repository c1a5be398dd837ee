package dbmanager.emulator;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Google's emulator in a container. The only class that knows Testcontainers. */
final class ContainerServer implements FirestoreEmulator.Server {
    static final String IMAGE = "gcr.io/google.com/cloudsdktool/google-cloud-cli:568.0.0-emulators";

    private static final int PORT = 8080;
    private static final int LAST_LINES = 30;

    private final GenericContainer<?> container;
    private final RunningServer answers;

    private ContainerServer(GenericContainer<?> container, Address address) {
        this.container = container;
        this.answers = new RunningServer(address);
    }

    static FirestoreEmulator start(Launch launch) {
        ensureDocker();
        GenericContainer<?> container = container(launch);
        try {
            container.start();
        } catch (ContainerLaunchException | ContainerFetchException e) {
            List<String> lines = lastLines(container);
            container.stop();
            throw new EmulatorUnavailable(
                    IMAGE + " does not come up within " + launch.patience().toSeconds() + " s: " + e.getMessage(),
                    lines,
                    "try `docker run --rm " + IMAGE + " gcloud version`, or allow it more time",
                    e);
        }
        Address address = new Address(container.getHost(), container.getMappedPort(PORT));
        return new FirestoreEmulator(
                Kind.DOCKER,
                "Google's emulator in a container of " + IMAGE,
                address,
                new ContainerServer(container, address));
    }

    private static void ensureDocker() {
        try {
            DockerClientFactory.instance().client();
        } catch (IllegalStateException e) {
            throw new EmulatorUnavailable(
                    "Testcontainers finds no Docker",
                    List.of("DOCKER_HOST, ~/.testcontainers.properties, Docker's and Podman's usual sockets: "
                            + e.getMessage()),
                    "start Docker, or set DOCKER_HOST",
                    e);
        }
    }

    private static GenericContainer<?> container(Launch launch) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withCommand("gcloud", "emulators", "firestore", "start", "--host-port=0.0.0.0:" + PORT)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/").forPort(PORT).withStartupTimeout(launch.patience()));
        launch.heapMebibytes().ifPresent(heap -> container.withEnv("JAVA_TOOL_OPTIONS", "-Xmx" + heap + "m"));
        return container;
    }

    /** None when there was no image to run. */
    private static List<String> lastLines(GenericContainer<?> container) {
        if (container.getContainerId() == null) {
            return List.of();
        }
        List<String> lines = container.getLogs().lines().toList();
        return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    }

    @Override
    public void ensureUp() {
        if (!container.isRunning()) {
            throw new EmulatorGone(
                    "the container " + container.getContainerId() + " of the Firestore emulator has ended",
                    lastLines(container),
                    "start another one");
        }
        answers.ensureUp();
    }

    @Override
    public void wipe(String project, String database) {
        answers.wipe(project, database);
    }

    @Override
    public void close() {
        container.stop();
    }
}
