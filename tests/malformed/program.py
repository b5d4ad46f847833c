print("The Pentagon said nothing at all.")
