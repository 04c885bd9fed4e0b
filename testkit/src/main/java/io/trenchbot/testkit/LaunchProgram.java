package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import java.util.Arrays;

/** The local token launcher. The formats are described at {@link LocalPrograms}. */
final class LaunchProgram implements Program {
    private static final int UNITS = 32_000;
    private static final int[] MAX_TEXT_BYTES = {32, 10, 200}; // name, symbol, uri

    @Override
    public void run(Invocation call) throws ProgramFailure {
        call.consume(UNITS);
        ByteReader in = call.reader();
        if (!Arrays.equals(in.bytes(8), LocalPrograms.LAUNCH_TOKEN)) {
            throw ProgramFailure.custom(101); // Anchor's InstructionFallbackNotFound
        }
        call.log("Instruction: Launch");
        int decimals = in.u8();
        long supply = in.u64();
        boolean keepsAuthority = in.u8() != 0;
        byte[] metadata = metadata(call, in);
        makeMint(call, decimals, supply);
        if (!keepsAuthority) {
            call.invoke(Programs.renounceMintAuthority(call.key(0), call.key(2)));
        }
        writeMetadata(call, metadata);
        call.logData(new ByteWriter(96)
                .bytes(LocalPrograms.LAUNCH_EVENT)
                .address(call.key(0))
                .address(call.key(2))
                .u64(supply)
                .u8(keepsAuthority ? 1 : 0)
                .u64(call.blockTimeSeconds())
                .toBytes());
    }

    private static byte[] metadata(Invocation call, ByteReader in) throws ProgramFailure {
        ByteWriter out = new ByteWriter(160);
        out.bytes(LocalPrograms.discriminator("account:Metadata"));
        out.address(call.key(0)).address(call.key(2));
        for (int maxBytes : MAX_TEXT_BYTES) {
            int length = in.u32();
            if (length < 0 || length > maxBytes) {
                throw ProgramFailure.of(Kind.InvalidInstructionData);
            }
            out.u32(length).bytes(in.bytes(length));
        }
        if (in.failed()) {
            throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
        return out.toBytes();
    }

    private static void makeMint(Invocation call, int decimals, long supply) throws ProgramFailure {
        Address mint = call.key(0);
        Address creator = call.key(2);
        Address token = call.key(3);
        long rent = Account.rentExempt(TokenState.MINT_BYTES);
        call.invoke(Programs.createAccount(creator, mint, rent, TokenState.MINT_BYTES, Programs.TOKEN));
        call.invoke(TokenProgram.initializeMint(mint, decimals, creator));
        call.invoke(Programs.createAssociatedToken(creator, token, creator, mint));
        call.invoke(Programs.mintTo(mint, token, creator, supply));
    }

    private static void writeMetadata(Invocation call, byte[] metadata) throws ProgramFailure {
        Address account = LocalPrograms.metadata(call.key(0));
        call.requireKey(1, account);
        long rent = Account.rentExempt(metadata.length);
        Instruction create = Programs.createAccount(call.key(2), account, rent, metadata.length, LocalPrograms.LAUNCH);
        call.invoke(create, account);
        call.writeData(1, metadata);
    }
}
