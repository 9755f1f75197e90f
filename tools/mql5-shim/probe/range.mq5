// Reads past the end of an array: the process must not live on.
int OnInit()
  {
   int numbers[];
   ArrayResize(numbers,2);
   ArrayInitialize(numbers,1);
   int sum=0;
   for(int i=0; i<=ArraySize(numbers); i++)
      sum+=numbers[i];
   return(sum);
  }
