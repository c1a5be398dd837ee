package dbmanager.emulator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** A jar that looks like Google's and does what a test wants. */
final class FakeEmulator {
    private static final String PACKAGE = "com.google.cloud.datastore.emulator.firestore";

    private FakeEmulator() {}

    /** @param body of its main method, which has {@code arguments} */
    static Path thatDoes(String body, Path folder) throws IOException {
        Path source = Files.writeString(
                folder.resolve("CloudFirestore.java"),
                "package " + PACKAGE + ";\npublic class CloudFirestore {\n"
                        + "  public static void main(String[] arguments) throws Exception {\n" + body + "\n  }\n}\n");
        int result =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), source.toString());
        if (result != 0) {
            throw new IllegalArgumentException(body);
        }
        String name = PACKAGE.replace('.', '/') + "/CloudFirestore.class";
        return jar(folder.resolve("fake.jar"), name, Files.readAllBytes(folder.resolve(name)));
    }

    static Path jar(Path target, String name, byte[] bytes) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new ZipEntry(name));
            jar.write(bytes);
        }
        return target;
    }
}
