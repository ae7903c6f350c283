package io.github.meshclassifier.hub;

/**
 * A file that differs from what the repository has.
 *
 * @param large whether it goes into large file storage
 * @param hash its name there, or its git hash if it is small
 */
record UploadChange(UploadFile file, boolean large, String hash) {}
