package dbmanager.backend;

/** The same without transactions, as in Firestore. */
class StepwiseMemoryContractTest extends MemoryContractTest {
    @Override
    MemoryDatabase database(String name) {
        return MemoryDatabase.withoutTransactions(name);
    }

    @Override
    protected boolean isTransactional() {
        return false;
    }
}
