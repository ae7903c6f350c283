package io.github.meshclassifier.packaging;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A container of applications: two run at the same time, one of them is deployed anew, and all
 * answer. Its process has only the JDK and the class path of the tests' own classes.
 */
final class Container {
  private Container() {}

  /**
   * Runs the container.
   *
   * @param args the class path that the applications share and the class path of each; either may
   *     be empty
   */
  public static void main(String[] args) throws Exception {
    ClassLoader shared = new URLClassLoader(urls(args[0]), ClassLoader.getPlatformClassLoader());
    CompletableFuture<Object> first = deployLater(shared, args[1]);
    CompletableFuture<Object> second = deployLater(shared, args[1]);
    answer("first", first.get());
    answer("second", second.get());
    answer("first again", first.get());
    ((AutoCloseable) first.get()).close();
    Object redeployed = deploy(shared, args[1]);
    answer("redeployed", redeployed);
    answer("second again", second.get());
    ((AutoCloseable) second.get()).close();
    answer("redeployed again", redeployed);
    ((AutoCloseable) redeployed).close();
  }

  private static CompletableFuture<Object> deployLater(ClassLoader shared, String classPath) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return deploy(shared, classPath);
          } catch (ReflectiveOperationException | MalformedURLException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static Object deploy(ClassLoader shared, String classPath)
      throws ReflectiveOperationException, MalformedURLException {
    ClassLoader own = new URLClassLoader(urls(classPath), shared);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(own);
    try {
      return own.loadClass("io.github.meshclassifier.packaging.WebApplication")
          .getConstructor()
          .newInstance();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void answer(String name, Object application) throws Exception {
    System.out.println(name + ": " + ((Callable<?>) application).call());
  }

  private static URL[] urls(String classPath) throws MalformedURLException {
    if (classPath.isEmpty()) {
      return new URL[0];
    }
    String[] entries = classPath.split(File.pathSeparator, -1);
    URL[] urls = new URL[entries.length];
    for (int i = 0; i < entries.length; i++) {
      urls[i] = Path.of(entries[i]).toUri().toURL();
    }
    return urls;
  }
}
