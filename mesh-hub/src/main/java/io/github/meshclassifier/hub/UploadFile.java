package io.github.meshclassifier.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file as it was when the upload began; what is sent later must still be that file.
 *
 * @param name its name in the repository
 * @param modified when it was last written
 */
record UploadFile(String name, Path path, long size, FileTime modified) {
  /** How much of a file the Hub looks at to tell text from binary data, in bytes. */
  private static final int SAMPLE_BYTES = 512;

  private static final int BUFFER_BYTES = 1 << 16;

  static UploadFile of(String name, Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new UploadFile(name, path, attributes.size(), attributes.lastModifiedTime());
  }

  byte[] sample() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(SAMPLE_BYTES);
    }
  }

  /** Computes the name under which large file storage keeps the file. */
  String sha256() throws IOException {
    return hash(BlobDigest.sha256());
  }

  /** Computes the name under which git keeps the file when it is not in large file storage. */
  String gitBlob() throws IOException {
    return hash(BlobDigest.gitBlob(size));
  }

  private String hash(BlobDigest digest) throws IOException {
    long read = 0;
    try (InputStream in = Files.newInputStream(path)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        read += n;
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while hashing " + name);
        }
      }
    }
    requireUnchanged();
    if (read != size) {
      throw new ChangedFileException(name);
    }
    return digest.hex();
  }

  /** Requires that the file still has its size and time; cheap, so called often. */
  void requireUnchanged() throws IOException {
    UploadFile now = of(name, path);
    if (now.size != size || !now.modified.equals(modified)) {
      throw new ChangedFileException(name);
    }
  }
}
