package dbmanager.emulator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method, or all tests of a class, once on each kind of emulator, in place of {@code @Test} or in front of the class. Each run is named by
 * its {@link FirestoreEmulator.Kind}; a kind that this machine does not have is skipped by that name, with the reason. Parameters are those of
 * {@link FirestoreExtension}, which must not be there as well.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@TestTemplate
@ClassTemplate
@ExtendWith(EveryEmulator.class)
public @interface OnEveryEmulator {}
