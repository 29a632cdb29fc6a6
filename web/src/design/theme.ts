import { Button, createTheme, type MantineColorsTuple } from "@mantine/core";

const lagoon: MantineColorsTuple = [
  "#e6f8f8",
  "#cfeeef",
  "#a0dcdf",
  "#70cbcf",
  "#4fc0c6",
  "#2a9aa3",
  "#12808a",
  "#0b6872",
  "#07545d",
  "#033f47",
];

/** Night water instead of Mantine's neutral greys. */
const dark: MantineColorsTuple = [
  "#dfe9ed",
  "#bccad1",
  "#93a7b2",
  "#6f8592",
  "#3b515d",
  "#2a3f4a",
  "#1b2d37",
  "#13232c",
  "#0d1a22",
  "#081218",
];

export const theme = createTheme({
  primaryColor: "lagoon",
  colors: { lagoon, dark },
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: "md",
  radius: { xs: "6px", sm: "8px", md: "12px", lg: "18px", xl: "26px" },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  headings: { fontFamily: "var(--font)", fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  // said aloud, so that the style sheet can speak of it
  components: { Button: Button.extend({ defaultProps: { variant: "filled" } }) },
  focusRing: "auto",
});
