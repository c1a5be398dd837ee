package dbmanager.cli.reliability.matrix;

import dbmanager.cli.reliability.Answer;

/** One way in which a fault shows: at one step, at one offset, with one status. */
interface Strike {
    /** Where, for whoever reads of its failure. */
    String name();

    /** Brings about what is wrong before the command begins; it counts as what was there before. */
    default void prepare(Shop shop, Operation operation) {}

    /** Runs the command, and lets it meet what is wrong. */
    default Answer run(Shop shop, Operation operation) {
        return shop.project().run(operation.words(shop));
    }

    /** From now on nothing is wrong any more. */
    default void heal(Shop shop) {}

    /** What one would type after that. */
    default String[] again(Shop shop, Operation operation) {
        return operation.words(shop);
    }
}
