package dbmanager.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How an emulator is started.
 *
 * @param javaHome of the Java that runs the emulator's jar; a container brings its own
 * @param heapMebibytes the most that the emulator may keep in memory, which is all it keeps; without it the JVM takes its own share
 * @param shortLived compiles less and so starts with about half the processor time; for what lives long under load it may not pay
 * @param patience how long it may take until it answers, and for a container until its image is pulled
 */
public record Launch(Path javaHome, OptionalInt heapMebibytes, boolean shortLived, Duration patience) {
    public Launch {
        Objects.requireNonNull(javaHome);
        if (heapMebibytes.isPresent() && heapMebibytes.getAsInt() < 1) {
            throw new IllegalArgumentException("a heap of " + heapMebibytes.getAsInt() + " MiB");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("a patience of " + patience);
        }
    }

    /** This process's Java, its choice of a heap, and two minutes: a machine may be busy, and who is up answers at once. */
    public static Launch standard() {
        return new Launch(Path.of(System.getProperty("java.home")), OptionalInt.empty(), false, Duration.ofMinutes(2));
    }

    public Launch withJava(Path home) {
        return new Launch(home, heapMebibytes, shortLived, patience);
    }

    public Launch withHeap(int mebibytes) {
        return new Launch(javaHome, OptionalInt.of(mebibytes), shortLived, patience);
    }

    /** For tests, and whatever else is over in a minute. */
    public Launch forShort() {
        return new Launch(javaHome, heapMebibytes, true, patience);
    }

    public Launch withPatience(Duration limit) {
        return new Launch(javaHome, heapMebibytes, shortLived, limit);
    }
}
