"""Pages without usable text, read from their pictures.

OCRmyPDF renders a page, turns it upright and straightens it (`prepare`); its rules make the cells
(`rules`), the ink in each cell makes lines (`segments`), Tesseract reads every line several times
(`readings`), marks that it does not know are told by their shape (`shapes`), and every figure is
read again on its own (`figures`): where the readings differ, it is doubtful. What comes out is a
`PageContent` like that of any other page.

All of it needs the extra `ocr` and Tesseract; nothing here is imported before a page needs it.
"""
