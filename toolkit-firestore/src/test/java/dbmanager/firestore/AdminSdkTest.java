package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.Timestamp;
import com.google.cloud.firestore.Blob;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.FieldValue;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import com.google.cloud.firestore.GeoPoint;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.cloud.FirestoreClient;
import dbmanager.backend.LoadMode;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application writes with the Firebase Admin SDK it reads again, equal in its own types, after a restore. */
@OnEveryEmulator
class AdminSdkTest {
    private final FreshProject project;

    @TempDir
    private Path folder;

    private Place shop;
    private FirebaseApp app;

    AdminSdkTest(FreshProject project) {
        this.project = project;
    }

    @BeforeEach
    void open() {
        shop = Place.at(project, folder);
        FirebaseOptions options = FirebaseOptions.builder()
                .setProjectId(project.id())
                .setCredentials(GoogleCredentials.create(
                        new AccessToken("owner", Date.from(Instant.now().plusSeconds(3600)))))
                .setFirestoreOptions(FirestoreOptions.newBuilder()
                        .setEmulatorHost(project.emulator().address())
                        .build())
                .build();
        app = FirebaseApp.initializeApp(options, project.id());
    }

    @AfterEach
    void close() {
        app.delete();
        shop.close();
    }

    @Test
    void every_type_of_the_sdk_comes_back() throws Exception {
        Firestore firestore = FirestoreClient.getFirestore(app);
        DocumentReference document = firestore.document("users/ann/orders/1");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", "naïve 🍵");
        fields.put("whole", 9007199254740993L);
        fields.put("real", 1.0);
        fields.put("none", null);
        fields.put("yes", true);
        fields.put("at", Timestamp.ofTimeSecondsAndNanos(1_750_000_000L, 123_456_000));
        fields.put("raw", Blob.fromBytes(new byte[] {0, 1, -1}));
        fields.put("where", new GeoPoint(-0.5, 179.25));
        fields.put("friend", firestore.document("users/bob"));
        fields.put("list", Arrays.asList(1L, 1.0, "one", null, Map.of("deep", List.of())));
        fields.put("odd.name `quoted`", Map.of());
        fields.put("vector", FieldValue.vector(new double[] {0.25, -1}));
        document.set(fields).get();
        Map<String, Object> before = document.get().get().getData();

        var backup = shop.backup();
        shop.erase();
        assertThat(document.get().get().exists()).isFalse();
        shop.restore(backup, LoadMode.REPLACE);

        assertThat(document.get().get().getData()).isEqualTo(before).hasSize(fields.size());
        assertThat(firestore.document("users/ann").get().get().exists()).isFalse();
    }
}
