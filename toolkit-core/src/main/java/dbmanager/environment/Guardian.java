package dbmanager.environment;

/**
 * The guarded environment on whose account another one, or it itself, is guarded.
 *
 * @param environment whose name is the consent to a change
 * @param because why it guards this one too, in a sentence
 */
public record Guardian(String environment, String because) {}
