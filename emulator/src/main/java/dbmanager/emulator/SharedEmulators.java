package dbmanager.emulator;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/** At most one emulator of each kind for all tests of this JVM: started when the first test asks, ended after the last. */
final class SharedEmulators implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SharedEmulators.class.getName());
    private static final Namespace NAMESPACE = Namespace.create(SharedEmulators.class);

    private final OfficialSearch search;
    private final Map<Kind, FirestoreEmulator> open = new EnumMap<>(Kind.class);
    private final Map<Kind, EmulatorUnavailable> missing = new EnumMap<>(Kind.class);

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    SharedEmulators(OfficialSearch search) {
        this.search = search;
    }

    /** Those of all tests. */
    static SharedEmulators of(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(
                        SharedEmulators.class,
                        key -> new SharedEmulators(
                                OfficialSearch.on(System.getenv(), Path.of(System.getProperty("user.home")))),
                        SharedEmulators.class);
    }

    /**
     * @throws EmulatorUnavailable when there is none of this kind; it is looked for only once
     * @throws EmulatorGone when it was there and ended
     */
    synchronized FirestoreEmulator get(Kind kind) {
        if (missing.containsKey(kind)) {
            throw missing.get(kind);
        }
        FirestoreEmulator emulator = open.computeIfAbsent(kind, this::start);
        emulator.ensureUp();
        return emulator;
    }

    /** As {@link FirestoreEmulator#any}. @throws EmulatorUnavailable when one is named that is not there */
    FirestoreEmulator any() {
        return get(FirestoreEmulator.isNamed(search.environment()) ? Kind.RUNNING : Kind.EMBEDDED);
    }

    /** Logs it, once: build tools count what was skipped, and hide what it was. */
    void tell(String what) {
        if (told.add(what)) {
            LOG.log(Level.INFO, what);
        }
    }

    private FirestoreEmulator start(Kind kind) {
        try {
            return FirestoreEmulator.open(kind, search, Launch.standard().forShort());
        } catch (EmulatorUnavailable e) {
            missing.put(kind, e);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(FirestoreEmulator::close);
    }
}
