package io.trenchbot.benchmarks;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The system's libsodium through the foreign function interface, by reflection because that is younger than the release
 * this is compiled for; what runs is the same method handle. Arrays of the heap are lent to the call, nothing is copied.
 */
final class Libsodium {
    /** The interface is final from this release on. */
    static final int MINIMUM_JDK = 22;

    private static final List<String> FOLDERS = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/usr/lib",
            "/usr/local/lib",
            "/opt/homebrew/lib");

    private static final MethodHandle VERIFY = verify();

    private Libsodium() {}

    /** The library, or null if none is installed. */
    static @Nullable Path file() {
        return FOLDERS.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(Libsodium::librariesIn)
                .findFirst()
                .orElse(null);
    }

    private static Stream<Path> librariesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.getFileName().toString().matches("libsodium\\.(so(\\.\\d+)?|dylib)"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    static boolean accepts(byte[] key, byte[] signature, byte[] message) {
        try {
            return (int) VERIFY.invokeExact(signature, message, (long) message.length, key) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("libsodium cannot be called", e);
        }
    }

    /** {@code int crypto_sign_verify_detached(signature, message, messageBytes, key)} on byte arrays. */
    private static MethodHandle verify() {
        try {
            MethodHandle function = function();
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            MethodHandle ofArray = MethodHandles.publicLookup()
                    .findStatic(segment, "ofArray", MethodType.methodType(segment, byte[].class));
            return MethodHandles.filterArguments(function, 0, ofArray, ofArray, null, ofArray);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("libsodium cannot be bound", e);
        }
    }

    private static MethodHandle function() throws ReflectiveOperationException {
        Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
        Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
        Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> valueLayouts = Class.forName("java.lang.foreign.ValueLayout");
        Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        Object address = valueLayouts.getField("ADDRESS").get(null);
        Object arguments = Array.newInstance(layoutType, 4);
        Array.set(arguments, 0, address);
        Array.set(arguments, 1, address);
        Array.set(arguments, 2, valueLayouts.getField("JAVA_LONG").get(null));
        Array.set(arguments, 3, address);
        Object descriptor = descriptorType
                .getMethod("of", layoutType, arguments.getClass())
                .invoke(null, valueLayouts.getField("JAVA_INT").get(null), arguments);
        Object options = Array.newInstance(optionType, 1);
        Array.set(options, 0, optionType.getMethod("critical", boolean.class).invoke(null, true));
        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        return (MethodHandle) linkerType
                .getMethod("downcallHandle", segmentType, descriptorType, options.getClass())
                .invoke(linker, symbol("crypto_sign_verify_detached"), descriptor, options);
    }

    private static Object symbol(String name) throws ReflectiveOperationException {
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        Class<?> lookupType = Class.forName("java.lang.foreign.SymbolLookup");
        Object lookup = lookupType
                .getMethod("libraryLookup", Path.class, arena)
                .invoke(
                        null,
                        Objects.requireNonNull(file(), "libsodium"),
                        arena.getMethod("global").invoke(null));
        Optional<?> symbol =
                (Optional<?>) lookupType.getMethod("find", String.class).invoke(lookup, name);
        return symbol.orElseThrow();
    }
}
