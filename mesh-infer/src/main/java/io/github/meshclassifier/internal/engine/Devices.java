package io.github.meshclassifier.internal.engine;

import ai.djl.Device;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.model.ComputeDevice;

public final class Devices {
  private Devices() {}

  /** Finds the engine's device; throws IllegalArgumentException if the engine has no such GPU. */
  public static Device of(ComputeDevice device) {
    if (device.kind() == ComputeDevice.Kind.CPU) {
      return Device.cpu();
    }
    int count = PyTorch.engine().getGpuCount();
    if (device.index() >= count) {
      throw new IllegalArgumentException(
          device
              + " is not there: PyTorch sees "
              + count
              + " GPUs. A GPU needs a CUDA build of PyTorch's native library on the class path");
    }
    return Device.gpu(device.index());
  }
}
