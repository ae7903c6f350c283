package io.github.meshclassifier.train;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Copies of DJL's classes that tell {@link NativeCalls} of every native call, to be put first on
 * the class path of a process.
 */
final class InstrumentedEngine {
  private static final String PACKAGE = "ai/djl/pytorch/jni/";
  private static final String LIBRARY = PACKAGE + "PyTorchLibrary";
  private static final String CALLS = NativeCalls.class.getName().replace('.', '/');

  /** Calls that give numbers and not handles. */
  private static final Set<String> NUMBERS =
      Set.of("torchSizes", "iValueToLong", "iValueToLongList");

  private InstrumentedEngine() {}

  /** Writes the classes into a directory. */
  static void write(Path directory) throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Path.of(entry).getFileName().toString().startsWith("pytorch-engine-")) {
        try (JarFile jar = new JarFile(entry)) {
          for (JarEntry file : Collections.list(jar.entries())) {
            if (file.getName().startsWith(PACKAGE) && file.getName().endsWith(".class")) {
              write(jar, file, directory);
            }
          }
        }
        return;
      }
    }
    throw new IllegalStateException("DJL's PyTorch engine is not on the class path");
  }

  private static void write(JarFile jar, JarEntry file, Path directory) throws IOException {
    try (InputStream in = jar.getInputStream(file)) {
      ClassReader reader = new ClassReader(in.readAllBytes());
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(new Instrumentation(writer), 0);
      Path target = directory.resolve(file.getName());
      Files.createDirectories(target.getParent());
      Files.write(target, writer.toByteArray());
    }
  }

  private static final class Instrumentation extends ClassVisitor {
    Instrumentation(ClassVisitor writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor writer = super.visitMethod(access, name, descriptor, signature, exceptions);
      return new MethodVisitor(Opcodes.ASM9, writer) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String call, String type, boolean isInterface) {
          boolean isNative = owner.equals(LIBRARY) && !call.equals("<init>");
          boolean frees = call.startsWith("torchDelete");
          if (isNative && frees) {
            super.visitInsn(Opcodes.DUP2);
            tell("freed", call, List.of("J"));
          } else if (isNative) {
            tell("before", call, List.of());
          }
          super.visitMethodInsn(opcode, owner, call, type, isInterface);
          String result = Type.getReturnType(type).getDescriptor();
          if (isNative && !NUMBERS.contains(call) && List.of("J", "[J").contains(result)) {
            super.visitInsn(result.equals("J") ? Opcodes.DUP2 : Opcodes.DUP);
            tell("created", call, List.of(result));
          }
        }

        private void tell(String what, String call, List<String> types) {
          super.visitLdcInsn(call);
          String descriptor = "(" + String.join("", types) + "Ljava/lang/String;)V";
          super.visitMethodInsn(Opcodes.INVOKESTATIC, CALLS, what, descriptor, false);
        }
      };
    }
  }
}
