"""Which public bodies receive complaints in the demo country, how many, and how well they do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """A body: its weight among those that deal with a subject, the share that it answers late, where its places lie, and who works there.

    Names that are left out are made up; `integrity` staffs the integrity desk that serves the body.
    """

    code: str
    weight: float
    late: float
    places: str  # code of a governorate or district; empty: everywhere
    officers: tuple[str, ...] = ()
    supervisor: str = ""
    integrity: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Its sign-ins are printed."""
        return bool(self.officers or self.integrity or not self.weight)


BODIES: tuple[Office, ...] = (
    Office(
        "MUN-EBL", 45, 0.10, "EBL01", ("Dilshad Karim", "Nasrin Hamad", "Omar Jabbar"), "Shilan Rasul", ("Hawre Mahmoud", "Layla Yousif")
    ),
    Office("ELE-EBL", 24, 0.30, "EBL", ("Rezan Ahmad", "Yousif Hadi", "Chra Sabah"), "Bakhtiar Saeed", ("Nian Fatah", "Salam Jalal")),
    Office("EDU-EBL", 16, 0.10, "EBL", ("Tara Hussein", "Mahmoud Shakir"), "Awat Qadir", ("Zhian Omer", "Saad Naji")),
    Office("KRG04", 12, 0.36, "", ("Soran Hamid", "Zainab Abbas", "Peshawa Star"), "Kwestan Ali", ("Goran Raouf", "Muna Tawfiq")),
    Office("HLT-EBL", 14, 0.16, "EBL", ("Avin Nuri", "Haider Salman"), "Runak Mawlud", ("Bnar Azad", "Adil Fawzi")),
    Office("MUN-SUL", 8, 0.18, "SUL01", ("Hemin Faraj", "Shno Bakir"), "Ari Wahab", ("Kazhal Amin", "Nabil Karam")),
    Office("WAT-EBL", 12, 0.20, "EBL"),
    Office("ELE-SUL", 5, 0.28, "SUL"),
    Office("CIV-EBL", 5, 0.12, "EBL"),
    Office("EDU-SUL", 4, 0.14, "SUL"),
    Office("LAND-EBL", 4, 0.40, "EBL"),
    Office("TRF-EBL", 3, 0.10, "EBL"),
    Office("PAS-EBL", 2.5, 0.08, "EBL"),
    Office("HLT-SUL", 2, 0.18, "SUL"),
    Office("MUN-DHK", 2, 0.12, "DHK01"),
    Office("PEN-SUL", 2, 0.30, "SUL"),
    Office("SOC-EBL", 1.5, 0.20, "EBL"),
    Office("UNI-SAL", 1.5, 0.15, "EBL"),
    Office("WAT-SUL", 1.5, 0.22, "SUL"),
    Office("ELE-DHK", 1.5, 0.24, "DHK"),
    Office("CIV-SUL", 1.5, 0.14, "SUL"),
    Office("EDU-DHK", 1.5, 0.10, "DHK"),
    Office("AGR-SUL", 1.5, 0.25, "SUL"),
    Office("KRG01", 1.2, 0.30, ""),
    Office("TRF-SUL", 1, 0.12, "SUL"),
    Office("LAND-SUL", 1, 0.30, "SUL"),
    Office("TRA-EBL", 1, 0.20, "EBL"),
    Office("TRD-EBL", 1, 0.18, "EBL"),
    Office("KRG13", 1, 0.20, ""),
    Office("POL-EBL", 0.7, 0.25, "EBL"),
    Office("ENV-EBL", 0.6, 0.20, "EBL"),
    Office("COM-EBL", 0.6, 0.20, "EBL"),
    Office("HOU", 0.6, 0.25, ""),
    Office("END-EBL", 0.6, 0.15, "EBL"),
    # Receives none of its own: it reads what was escalated from the municipality of Erbil.
    Office("GDM-EBL", 0, 0, "EBL"),
)
