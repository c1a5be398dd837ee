package dbmanager.entities;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * What a class file says without being loaded (Java Virtual Machine Specification, chapter 4).
 *
 * @param name as the source has it: {@code shop.Customer}
 * @param java the release that it was compiled for
 * @param texts all that its constant pool holds, and so the types of its annotations: {@code Ljakarta/persistence/Entity;}
 */
record ClassFile(String name, int java, Set<String> texts) {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int VERSION_BEFORE_JAVA_1 = 44;

    /** @throws IOException also for what is no class file */
    static ClassFile read(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from));
        if (in.readInt() != MAGIC) {
            throw new IOException("it is no class file");
        }
        in.readUnsignedShort(); // minor version
        int java = in.readUnsignedShort() - VERSION_BEFORE_JAVA_1;
        int size = in.readUnsignedShort();
        String[] text = new String[size];
        int[] nameOf = new int[size];
        Set<String> texts = new HashSet<>();
        for (int i = 1; i < size; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> {
                    text[i] = in.readUTF();
                    texts.add(text[i]);
                }
                case 7 -> nameOf[i] = in.readUnsignedShort();
                case 8, 16, 19, 20 -> in.readUnsignedShort();
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // takes two places
                }
                default -> throw new IOException("its constant " + i + " is of no known kind (" + tag + ")");
            }
        }
        in.readUnsignedShort(); // access flags
        int self = in.readUnsignedShort();
        String name = self < size && nameOf[self] < size ? text[nameOf[self]] : null;
        if (name == null) {
            throw new IOException("it does not say its name");
        }
        return new ClassFile(name.replace('/', '.'), java, Set.copyOf(texts));
    }

    /** Whether it may have an annotation: it mentions its type. */
    boolean mentions(String annotation) {
        return texts.contains("L" + annotation.replace('.', '/') + ";");
    }

    /** Holds the annotations of a package, and nothing else. */
    boolean isPackage() {
        return name.endsWith(".package-info");
    }

    String packageName() {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }
}
