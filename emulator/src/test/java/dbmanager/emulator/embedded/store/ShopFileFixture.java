package dbmanager.emulator.embedded.store;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder for each test, and the file that is not there yet. */
@Timeout(120)
abstract class ShopFileFixture {
    @TempDir
    Path folder;

    ShopFile shop;

    @BeforeEach
    void a_folder_without_the_file() {
        shop = ShopFile.in(folder);
    }
}
