package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.backend.LoadMode;
import dbmanager.backup.BackupReader;
import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.RandomDocuments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is backed up, wiped and restored is what it was. */
@OnEveryEmulator
class FidelityTest {
    private static final int DOCUMENTS = 1_500;

    private final FreshProject project;

    @TempDir
    private Path folder;

    private Place shop;

    FidelityTest(FreshProject project) {
        this.project = project;
    }

    @BeforeEach
    void open() {
        shop = Place.at(project, folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void every_kind_of_value_and_name_comes_back_bit_for_bit() {
        boolean strict = project.emulator().kind() == FirestoreEmulator.Kind.EMBEDDED;
        RandomDocuments random = new RandomDocuments(shop.database(), 6, strict);
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            documents.add(random.next());
        }
        for (int i = 0; i < 4; i++) {
            documents.add(random.nextLarge());
        }
        documents.add(random.nextDeep());
        shop.put(documents);
        Map<String, Map<String, Value>> before = shop.documents();
        assertThat(before).hasSize(documents.size());

        BackupReader backup = shop.backup();
        shop.erase();
        assertThat(shop.documents()).isEmpty();
        shop.restore(backup, LoadMode.REPLACE);

        assertThat(shop.documents()).isEqualTo(before);
        assertThat(shop.backend.inspect(backup)).isEmpty();
    }

    @Test
    void children_of_missing_parents_come_back_and_the_parents_do_not() {
        shop.put("a/1/b/1/c/1/d/1", "{\"level\":4}")
                .put("a/1/b/2", "{\"level\":2}")
                .put("lost/parent/found/child", "{}")
                .put("numbers/__id7__", "{\"numeric\":true}")
                .put("a b/🍵", "{\"emoji\":\"🍵\"}");
        List<String> before = shop.texts();

        BackupReader backup = shop.backup();
        shop.erase();
        shop.restore(backup, LoadMode.REPLACE);

        assertThat(shop.texts()).isEqualTo(before).hasSize(5);
    }
}
