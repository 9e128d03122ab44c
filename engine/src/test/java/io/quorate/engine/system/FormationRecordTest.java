package io.quorate.engine.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormationRecordTest {
  private static final Member ONE =
      new Member(1, StoreId.parse("000102030405060708090a0b0c0d0e0f"));
  private static final Member TWO =
      new Member(2, StoreId.parse("101112131415161718191a1b1c1d1e1f"));
  private static final Member THREE = new Member(3, StoreId.parse("ff".repeat(16)));

  @Test
  void theDigestedFormIsFixedForEver() {
    FormationRecord formation = FormationRecord.of(List.of(THREE, ONE, TWO), 8);

    assertThat(HexFormat.of().formatHex(formation.canonicalBytes()))
        .isEqualTo(
            "71756f7261746520666f726d6174696f6e20310a" // the text
                + "00000008" + "00000003"
                + "00000001" + "000102030405060708090a0b0c0d0e0f"
                + "00000002" + "101112131415161718191a1b1c1d1e1f"
                + "00000003" + "ffffffffffffffffffffffffffffffff");
    assertThat(formation.clusterId()).hasToString("ade53884ff925e317f6d2dfe2f4c20b1");
  }

  @Test
  void theClusterIdTellsApartWhateverDiffers() {
    ClusterId id = FormationRecord.of(List.of(ONE, TWO), 8).clusterId();

    assertThat(FormationRecord.of(List.of(TWO, ONE), 8).clusterId()).isEqualTo(id);
    assertThat(FormationRecord.of(List.of(ONE, TWO), 9).clusterId()).isNotEqualTo(id);
    assertThat(FormationRecord.of(List.of(ONE), 8).clusterId()).isNotEqualTo(id);
    assertThat(FormationRecord.of(List.of(ONE, new Member(2, THREE.storeId())), 8)
            .clusterId())
        .isNotEqualTo(id);
  }

  @Test
  void aNodeWithAnotherStoreIsNotTheMember() {
    FormationRecord formation = FormationRecord.of(List.of(ONE, TWO), 8);

    assertThat(formation.names(ONE)).isTrue();
    assertThat(formation.names(new Member(1, THREE.storeId()))).isFalse();
    assertThat(formation.names(THREE)).isFalse();
  }

  @Test
  void whatCannotBeAClusterIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> FormationRecord.of(List.of(), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> FormationRecord.of(List.of(ONE), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FormationRecord.of(List.of(ONE, new Member(1, TWO.storeId())), 1))
        .withMessageContaining("distinct node ids");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FormationRecord.of(List.of(ONE, new Member(2, ONE.storeId())), 1))
        .withMessageContaining("same store id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FormationRecord(List.of(TWO, ONE), 1))
        .withMessageContaining("ascending");
  }

  @Test
  void idsAreReadBackFromTheirTwoForms() {
    StoreId id = StoreId.parse("f0000000000000000000000000000001");

    assertThat(StoreId.of(id.bytes())).isEqualTo(id);
    assertThat(id).hasToString("f0000000000000000000000000000001").isGreaterThan(ONE.storeId());
    assertThat(ClusterId.of(id.bytes())).hasToString(id.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoreId.parse("f000"))
        .withMessageContaining("2 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoreId.parse("no hex"))
        .withMessageContaining("'no hex'");
  }
}
